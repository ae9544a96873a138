"""A report as a JSON file: whole, documented, and read back to an equal report.

The file is one object with these fields:

``format``
    ``overread-report``.
``version``
    Of this layout, a whole number.
``sha256``
    Of the canonical bytes of ``report`` (JSON, keys sorted, no blanks, NFC, UTF-8): an accident on the way is noticed.
``report``
    The report as reporting.core.encoding writes it, with its own ``version``. Signatures and addenda carry the
    hashes they were signed with.
``answers``
    The first opinion that a second one answers, written the same way, where it is handed on too; else null.
``acts``
    Since version 2: what was signed about both besides their words (attestation, countersignature, co-signature,
    recall, retraction): each an object of ``act``, as reporting.core.acts binds it, and its ``sha256``.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from reporting.core.acts import Act, act_from_record, canonical_act_bytes
from reporting.core.encoding import from_bytes, report_from_plain, report_to_plain, to_bytes
from reporting.core.report import Report
from reporting.core.signing import digest, is_proven
from reporting.export.errors import ExportError
from reporting.export.files import write_whole
from viewer.core.plain import EncodingError, Plain, each, fields_of, text

FORMAT = "overread-report"
VERSION = 2
READABLE = frozenset({1, VERSION})
LARGEST_BYTES = 64 * 2**20


def report_to_json(report: Report, first: Report | None = None, acts: Sequence[Act] = ()) -> str:
    """Return the text of a JSON file."""
    try:
        plain = report_to_plain(report)
        answered = None if first is None else report_to_plain(first)
    except EncodingError as error:
        raise ExportError(
            "The report was not written",
            why=str(error),
            remedy="Correct or delete what it names, then try again",
        ) from error
    whole: Plain = {
        "format": FORMAT,
        "version": VERSION,
        "sha256": digest(to_bytes(plain)),
        "report": plain,
        "answers": answered,
        "acts": [_act_to_plain(act) for act in acts],
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def report_from_json(written: str) -> Report:
    """Return the report that a JSON file stands for.

    Raises
    ------
    ExportError
        Where the text is not such a file, was changed on the way, or is not what was signed.
    """
    try:
        names = "format version sha256 report answers"
        fields = fields_of(from_bytes(written.encode()), "file", names, optional="acts")
        if fields["format"] != FORMAT or fields["version"] not in READABLE:
            raise EncodingError("the file is of another kind or version")
        report = report_from_plain(fields["report"])
        expected = text(fields["sha256"], "sha256")
        are_acts_unchanged = all(each(fields.get("acts", []), "acts", _is_unchanged))
    except (EncodingError, UnicodeError) as error:
        raise _unreadable(str(error)) from error
    if digest(to_bytes(report_to_plain(report))) != expected:
        raise _unreadable("its words are not those it was written with (SHA-256 differs)")
    if not are_acts_unchanged:
        raise _unreadable("what was signed besides its words is not what it was (SHA-256 differs)")
    if report.is_signed and not is_proven(report):
        raise _unreadable("its words are not those that were signed (SHA-256 differs)")
    return report


def write_json(
    report: Report, first: Report | None, path: Path, *, acts: Sequence[Act] = ()
) -> tuple[Path, ...]:
    """Write the report to a file; return what was written."""
    write_whole(
        path, lambda partial: partial.write_text(report_to_json(report, first, acts), encoding="utf-8")
    )
    return (path,)


def read_json(path: Path) -> Report:
    """Return the report in a file."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _unreadable(f"it is larger than {LARGEST_BYTES // 2**20} MiB, which no report is")
        return report_from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise _unreadable(getattr(error, "strerror", None) or type(error).__name__) from error


def _act_to_plain(act: Act) -> Plain:
    return {"act": from_bytes(canonical_act_bytes(act)), "sha256": act.signature.sha256}


def _is_unchanged(written: object, where: str) -> bool:
    fields = fields_of(written, where, "act sha256")
    act = fields["act"]
    if not isinstance(act, dict):
        raise EncodingError(f"{where}.act is not a dictionary")
    return act_from_record(to_bytes(act)).signature.sha256 == fields["sha256"]


def _unreadable(why: str) -> ExportError:
    return ExportError("The report was not read", why=why, remedy="Ask for the file to be sent again")
