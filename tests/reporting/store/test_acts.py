"""What is signed about a report besides its words stands in the same chain, and nothing of it changes unnoticed."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from reporting.core.acts import ActKind
from reporting.core.errors import ReportError
from reporting.store import report_store
from reporting.store.durable_files import write_durably
from reporting.store.records import problems_of_chain, read_record
from reporting.store.report_store import ReportStore
from tests.builders.reports import ADA, BLAISE, NOON, draft
from viewer.core.plain import Plain

EVIDENCE: Plain = {"displayed": [{"sop_instance_uid": "1.2", "content_hash": "ab", "frames": [1]}]}


def signed_at(folder: Path) -> ReportStore:
    """Return a store with a report signed with what it rests on, co-signed, addended and retracted."""
    store = ReportStore(folder)
    store.sign(draft(), ADA, NOON, [(ActKind.ATTESTATION, EVIDENCE)])
    store.add_act("report-1", ActKind.COSIGNATURE, {}, BLAISE, NOON)
    store.add_addendum("report-1", "More.", ADA, NOON)
    store.add_act("report-1", ActKind.RETRACTION, {"reason": "wrong patient"}, BLAISE, NOON)
    return store


def test_acts_are_chained_and_the_report_stays_as_it_was(tmp_path: Path) -> None:
    with closing(signed_at(tmp_path / "reports")) as store:
        report = store.load("report-1")
        acts = store.acts("report-1")

        assert store.verify() == ()
        assert [added.text for added in report.addenda] == ["More."]
        assert [act.kind.value for act in acts] == ["attestation", "cosignature", "retraction"]
        assert acts[0].content == EVIDENCE
        assert {act.report_sha256 for act in acts} == {report.signature.sha256 if report.signature else ""}


def test_every_change_of_one_byte_of_every_stored_record_is_found(tmp_path: Path) -> None:
    """Each byte of each file of a report that was signed, attested, co-signed, addended and retracted."""
    signed_at(tmp_path / "reports").close()
    paths = sorted((tmp_path / "reports" / "signed").iterdir())
    read = [(path.name, path.read_bytes()) for path in paths]
    study_of = {"report-1": draft().study.uid}
    records = [read_record(name, payload, study_of) for name, payload in read]
    assert len(records) == 5
    assert problems_of_chain([known for known in records if known], 5) == []
    for name, payload in read:
        for at in range(len(payload)):
            changed = payload[:at] + bytes([payload[at] ^ 1]) + payload[at + 1 :]
            assert read_record(name, changed, study_of) is None


def test_every_record_forged_with_its_own_digest_taken_out_or_moved_is_found(tmp_path: Path) -> None:
    signed_at(tmp_path / "reports").close()
    paths = sorted((tmp_path / "reports" / "signed").iterdir())
    known = [read_record(path.name, path.read_bytes(), {"report-1": draft().study.uid}) for path in paths]
    records = [record for record in known if record is not None]
    for at, record in enumerate(records):
        assert problems_of_chain(records[:at] + records[at + 1 :], 5)
        swapped = records.copy()
        other = (at + 1) % len(records)
        swapped[at] = replace(records[other], sequence=record.sequence)
        swapped[other] = replace(record, sequence=records[other].sequence)
        assert problems_of_chain(swapped, 5)
        for column in ("kind", "report_uid", "study_uid", "sha256", "previous_sha256"):
            forged = replace(record, **{column: getattr(record, column) + "x"})
            assert problems_of_chain([*records[:at], forged, *records[at + 1 :]], 5), column


def test_a_lost_database_is_made_again_from_the_files_acts_too(tmp_path: Path) -> None:
    signed_at(tmp_path / "reports").close()
    for path in (tmp_path / "reports").glob("reports.sqlite3*"):
        path.unlink()

    with closing(ReportStore(tmp_path / "reports")) as store:
        assert store.verify() == ()
        assert len(store.acts("report-1")) == 3


@pytest.mark.parametrize("at_file", [1, 2])
def test_d3_a_signature_cut_off_between_its_files_is_whole_or_not_at_all(
    tmp_path: Path, at_file: int
) -> None:
    folder = tmp_path / "reports"
    store, count = ReportStore(folder), iter(range(1, 9))

    def until_the_power_fails(path: Path, content: bytes) -> None:
        if next(count) == at_file:
            raise KeyboardInterrupt
        write_durably(path, content)

    with (
        patch.object(report_store, "write_durably", until_the_power_fails),
        patch.object(report_store, "remove_durably"),  # nobody tidies up when the power fails
        pytest.raises(KeyboardInterrupt),
    ):
        store.sign(draft(), ADA, NOON, [(ActKind.ATTESTATION, EVIDENCE)])
    store.close()

    with closing(ReportStore(folder)) as again:
        assert (again.verify(), again.acts()) == ((), ())
        with pytest.raises(ReportError):
            again.load("report-1")
        again.sign(draft(), ADA, NOON, [(ActKind.ATTESTATION, EVIDENCE)])
        assert again.verify() == ()
