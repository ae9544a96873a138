"""Clinical documents, other XML and plain text: all words, and nothing that acts."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.documents import markup
from app.documents.document import LineKind
from app.documents.markup import DEEPEST, read_markup, read_text
from app.documents.words import CUT
from tests.builders.documents import CLINICAL

ROOT = Path(__file__).resolve().parents[3]
LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9))
    + "]><a>&j;</a>"
)
OUTSIDE = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>"
DTD = "<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/hosts'><a>quiet</a>"


def test_a_clinical_document_is_read_as_it_is_laid_out() -> None:
    document = read_markup(CLINICAL.encode(), "Letter")

    assert document.title == "Consultation"
    assert document.facts == (
        ("Written", "2025-03-05 10:11:12 UTC+0100"),
        ("Patient it names", "Jane Doe  ·  P-1  ·  1970-01-02"),
        ("Author", "Dr. Ada Lovelace"),
    )
    assert [(line.depth, line.name or line.value) for line in document.lines] == [
        (0, "History"),
        (1, "Seen today."),
        (1, "First line\nsecond line"),
        (2, "• cough"),
        (2, "• fever"),
        (1, "Test   |   Result"),
        (1, "CRP   |   12 mg/l"),
        (1, "[a picture that is not shown]"),
        (1, "Allergies"),
        (2, "none known"),
    ]
    assert document.lines[0].kind is LineKind.HEADING


def test_a_body_that_is_not_xml_is_named() -> None:
    body = '<text mediaType="application/pdf" representation="B64">JVBERi0=</text>'
    words = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody>'
        f"{body}</nonXMLBody></component></ClinicalDocument>"
    )

    (line,) = read_markup(words.encode(), "").lines

    assert line.value == "The body is not XML (application/pdf) and is not shown"


def test_other_xml_is_shown_by_its_elements() -> None:
    document = read_markup(b"<order nr='7'><what>CT</what><!-- x --> and more</order>", "")

    assert [(line.depth, line.name, line.value) for line in document.lines if line.value != ""] == [
        (0, "order", "nr=7"),
        (1, "what", "CT"),
        (1, "", "and more"),
    ]


@pytest.mark.parametrize("hostile", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_f14_entities_are_refused_and_the_text_shown_as_written(hostile: str) -> None:
    document = read_markup(hostile.encode(), "Letter")

    assert document.warnings == ("It defines entities or fetches something: it is shown as written",)
    assert document.lines[0].value == hostile


def test_f14_xml_that_is_damaged_or_lies_about_its_encoding_is_shown_as_written() -> None:
    for damaged in (b"<a><b></a>", b"<?xml version='1.0' encoding='klingon'?><a/>", b"<a>\xff\xfe</a>"):
        document = read_markup(damaged, "")
        assert document.warnings
        assert document.lines[0].value


def test_f14_xml_nested_without_end_is_cut() -> None:
    deep = b"<a>" * 2000 + b"x" + b"</a>" * 2000

    document = read_markup(deep, "")

    assert document.lines[-1].value == CUT
    assert document.lines[-1].depth == DEEPEST + 1


def test_f14_clinical_sections_and_lists_nested_without_end_are_cut() -> None:
    section, end = "<component><section><text>", "</section></component>"
    nested = "<list><item>" * 300 + "deep" + "</item></list>" * 300 + "</text>"
    words = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody>'
        + (section + "x</text>") * 200
        + section
        + nested
        + end * 201
        + "</structuredBody></component></ClinicalDocument>"
    )

    lines = read_markup(words.encode(), "").lines

    assert lines[-1].value == CUT


def test_very_many_lines_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MOST_LINES", 5)

    document = read_markup(b"<a>" + b"<b>x</b>" * 100 + b"</a>", "")

    assert len(document.lines) == 6
    assert document.lines[-1].value == CUT


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("für".encode(), "für"),
        ("für".encode("latin-1"), "für"),
        (b"\xef\xbb\xbffine", "fine"),
        ("für".encode("utf-16"), "für"),
        (b"a\r\nb\x07", "a\nb"),
    ],
)
def test_plain_text_is_read_in_any_usual_encoding(stored: bytes, words: str) -> None:
    assert read_text(stored, "").lines[0].value == words


def test_f14_nothing_is_opened_and_nobody_called(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    script = (
        "import os, app.documents.markup as m\n"
        f"hostile = {[LAUGHS, OUTSIDE, DTD, CLINICAL]!r}\n"
        "m.read_markup(b'<a/>', ''), m.read_text(b'x', '')\n"
        "os.path.exists('/from-here')\n"
        "[m.read_markup(one.encode(), '') for one in hostile]\n"
        "os.path.exists('/to-here')\n"
    )
    log = tmp_path / "calls"
    subprocess.run(
        [strace, "-f", "-o", str(log), "-e", "trace=file,network", sys.executable, "-c", script],
        cwd=ROOT,
        check=True,
    )

    calls = log.read_text().partition("/from-here")[2].partition("/to-here")[0]
    assert calls
    assert not [
        line for line in calls.splitlines() if "open" in line or "connect" in line or "socket" in line
    ]
