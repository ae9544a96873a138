"""A report written down comes back as it was; what is damaged is refused without saying what it held."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.core.encoding import from_bytes, report_from_plain, report_to_plain, to_bytes
from reporting.core.report import Agreement, Line, Mark, Report, Reservation, SectionName, State
from reporting.core.signing import add_addendum
from tests.builders.reports import ADA, NOON, draft, first_opinion, second_opinion
from viewer.core.plain import EncodingError

Damage = Callable[[dict[str, Any]], object]


def whole_reports() -> list[Report]:
    first = first_opinion()
    with_addendum = add_addendum(first, "More.", ADA, NOON, "ab")
    unfinished = replace(draft(), created_at=None, reservations=(Reservation("a"),))
    return [unfinished, first, second_opinion(first), with_addendum]


@pytest.mark.parametrize("report", whole_reports(), ids=["draft", "first", "second", "addendum"])
def test_a_report_written_down_comes_back_as_it_was(report: Report) -> None:
    assert report_from_plain(from_bytes(to_bytes(report_to_plain(report)))) == report


@settings(deadline=None)  # machines under load
@given(
    st.lists(
        st.builds(Line, st.text().map(lambda words: normalize("NFC", words)), mark=st.sampled_from(Mark)),
        max_size=4,
    ),
    st.sampled_from(State),
    st.none() | st.sampled_from(Agreement),
    st.datetimes(),
)
def test_any_words_come_back(
    lines: list[Line], state: State, agreement: Agreement | None, moment: datetime
) -> None:
    base = second_opinion(first_opinion())
    assert base.response is not None
    report = replace(
        base.with_section(replace(base.section(SectionName.FINDINGS), lines=tuple(lines))),
        state=state,
        response=replace(base.response, agreement=agreement),
        changed_at=moment,
    )

    assert report_from_plain(from_bytes(to_bytes(report_to_plain(report)))) == report


@settings(deadline=None)  # machines under load
@given(st.text())
def test_bytes_do_not_depend_on_how_letters_were_composed(words: str) -> None:
    assert to_bytes({"a": normalize("NFD", words)}) == to_bytes({"a": normalize("NFC", words)})


def test_an_accent_at_the_start_of_a_line_is_not_swallowed_by_the_one_before() -> None:
    assert from_bytes(to_bytes({"a": "n\n\u0303"})) == {"a": "n\n\u0303"}


def test_half_a_character_from_a_clipboard_does_not_stop_the_saving() -> None:
    assert from_bytes(to_bytes({"a": ["x\ud83d", True, None, 1.5]})) == {"a": ["x\ufffd", True, None, 1.5]}


def test_bytes_do_not_depend_on_the_order_of_fields() -> None:
    plain = report_to_plain(draft())

    assert to_bytes(dict(reversed(plain.items()))) == to_bytes(plain)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda plain: plain.update(version=2), "version"),
        (lambda plain: plain.update(surplus=1), "fields this version does not know"),
        (lambda plain: plain.pop("role"), "lacks role"),
        (lambda plain: plain.update(role="THIRD"), "role"),
        (lambda plain: plain.update(sections=plain["sections"][:4]), "sections"),
        (lambda plain: plain["sections"].reverse(), "sections"),
        (lambda plain: plain["patient"].update(name=7), "patient.name"),
        (lambda plain: plain["patient"].update(quadruped="no"), "patient.quadruped"),
        (lambda plain: plain["study"].pop("uid"), "study lacks uid"),
        (lambda plain: plain.update(changed_at="yesterday"), "changed_at"),
        (lambda plain: plain.update(changed_at=3), "changed_at"),
        (lambda plain: plain["response"].update(addenda=True), "response.addenda"),
        (lambda plain: plain["key_images"][0].update(caption=None), "key_image.caption"),
        (lambda plain: plain["measurements"][0].update(trust="HIGH"), "trust"),
        (lambda plain: plain.update(sections="none"), "sections"),
    ],
)
def test_what_is_damaged_is_refused_by_name_without_its_content(damage: Damage, named: str) -> None:
    plain = json.loads(to_bytes(report_to_plain(second_opinion(first_opinion()))))
    damage(plain)

    with pytest.raises(EncodingError, match=named) as refused:
        report_from_plain(plain)

    assert "Doe" not in str(refused.value)


@pytest.mark.parametrize("written", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused_without_its_content(written: bytes) -> None:
    with pytest.raises(EncodingError, match="not JSON") as refused:
        from_bytes(written)

    assert refused.value.__cause__ is None


def test_a_number_that_is_none_is_not_written_down() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_bytes({"a": float("nan")})


def test_moments_keep_their_offset() -> None:
    assert report_from_plain(report_to_plain(draft())).created_at == NOON
