"""Structured reports of any template, as lines to read."""

from pathlib import Path

import pytest
from pydicom import Dataset

from app.documents.document import Document, DocumentError, LineKind
from app.documents.structured_report import read_report, spoken_moment
from reporting.export.dicom_document import save
from reporting.export.narrative_sr import narrative_sr
from reporting.export.sr_tree import CUT, DEEPEST
from tests.builders.documents import item, number, reference, report, text, written
from tests.reporting.export import reports
from viewer.core.study import FrameKey


def read(folder: Path, *content: Dataset, title: str = "Findings", **values: object) -> Document:
    return read_report(written(report(*content, title=title, name="sr", **values), folder))


def said(document: Document) -> list[tuple[int, str, str]]:
    return [(line.depth, line.name, line.value) for line in document.lines]


def test_headings_words_numbers_and_codes_are_lines_in_reading_order(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        item(
            "CONTAINER",
            "Lungs",
            text("Finding", "A nodule", number("Diameter", "7", "mm")),
            number("Mean", "-119.5", "[hnsf'U]"),
            number("Rows", "128", "{pixels}"),
            number("Ratio", "0.5", "1"),
            number("Volume", "", ""),
        ),
        title="Chest CT",
    )

    assert document.title == "Chest CT"
    assert said(document) == [
        (0, "Lungs", ""),
        (1, "Finding", "A nodule"),
        (2, "Diameter", "7 mm"),
        (1, "Mean", "-119.5 HU"),
        (1, "Rows", "128 pixels"),
        (1, "Ratio", "0.5"),
        (1, "Volume", "no value"),
    ]
    assert document.lines[0].kind is LineKind.HEADING


def test_dates_times_and_names_are_written_as_people_write_them(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        item("DATE", "Day", Date="20250304"),
        item("TIME", "Hour", Time="101112.5"),
        item("DATETIME", "Moment", DateTime="20250304101112+0100"),
        item("PNAME", "Observer", PersonName="Lovelace^Ada"),
    )

    assert [value for _, _, value in said(document)] == [
        "2025-03-04",
        "10:11:12",
        "2025-03-04 10:11:12 UTC+0100",
        "Lovelace, Ada",
    ]


@pytest.mark.parametrize(("stored", "words"), [("2025", "2025"), ("", ""), ("20250304", "2025-03-04")])
def test_h21_a_moment_that_is_not_whole_stays_as_it_is(stored: str, words: str) -> None:
    assert spoken_moment(stored) == words


def test_long_words_are_prose_and_keep_their_lines(tmp_path: Path) -> None:
    (line,) = read(tmp_path, text("Impression", "1. Nodule\r\n   of 7 mm\r\n2. Else normal")).lines

    assert line.kind is LineKind.PROSE
    assert line.value == "1. Nodule\n   of 7 mm\n2. Else normal"


def test_who_observed_is_an_aside_and_where_the_finding_is_not(tmp_path: Path) -> None:
    site = text("Finding Site", "left", relation="HAS CONCEPT MOD")
    tie = text("Tracking Identifier", "0000000b")
    tie.ConceptNameCodeSequence[0].CodeValue = "112039"
    tie.ConceptNameCodeSequence[0].CodingSchemeDesignator = "DCM"
    document = read(
        tmp_path,
        text("Observer", "Foo", relation="HAS OBS CONTEXT"),
        text("Language", "English", relation="HAS CONCEPT MOD"),
        text("Finding", "A nodule", site, tie),
    )

    kinds = {line.name: line.kind for line in document.lines}
    assert kinds == {
        "Observer": LineKind.ASIDE,
        "Language": LineKind.ASIDE,
        "Finding": LineKind.ITEM,
        "Finding Site": LineKind.ITEM,
        "Tracking Identifier": LineKind.ASIDE,
    }


def test_references_lead_to_frames_and_say_what_was_drawn(tmp_path: Path) -> None:
    drawn = item("SCOORD", "Outline", reference("1.2.3", relation="SELECTED FROM"))
    drawn.GraphicType, drawn.GraphicData = "POLYLINE", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    document = read(tmp_path, drawn, reference("1.2.4", (2, 5), name="Source"))

    outline, image, source = document.lines
    assert outline.value == "polyline (3 points)"
    assert (image.name, image.frames) == ("drawn on: Image", (FrameKey("1.2.3", 1),))
    assert source.frames == (FrameKey("1.2.4", 2), FrameKey("1.2.4", 5))


def test_what_is_known_of_the_document_itself_comes_first(tmp_path: Path) -> None:
    who = Dataset()
    who.VerifyingObserverName, who.VerifyingOrganization = "Doe^Jane", "Clinic"
    who.VerificationDateTime = "20250305090000"
    document = read(tmp_path, text("Finding", "none"), VerifyingObserverSequence=[who])

    assert document.facts == (
        ("Written", "2025-03-05 08:09:10"),
        ("Verified by", "Doe, Jane, Clinic, 2025-03-05 09:00:00"),
    )
    assert document.warnings == ()


def test_what_nobody_verified_or_finished_says_so(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        text("Finding", "none"),
        CompletionFlag="PARTIAL",
        VerificationFlag="UNVERIFIED",
        PreliminaryFlag="PRELIMINARY",
    )

    assert document.warnings == ("Not complete", "Not verified by anybody", "Preliminary")


def test_f13_words_are_shown_without_what_could_deceive(tmp_path: Path) -> None:
    (line,) = read(tmp_path, text("Finding\x1b[31m", "<b>no</b>\x07 tumor\u202egnihton\tx")).lines

    assert line.name == "Finding[31m"
    assert line.value == "<b>no</b> tumorgnihton    x"


def test_f16_a_reference_to_an_item_says_what_that_says_and_goes_no_further(tmp_path: Path) -> None:
    loop, nowhere = Dataset(), Dataset()
    loop.RelationshipType = nowhere.RelationshipType = "INFERRED FROM"
    loop.ReferencedContentItemIdentifier = [1, 1]
    nowhere.ReferencedContentItemIdentifier = [1, 9, 9]
    document = read(tmp_path, text("Finding", "A nodule", loop, nowhere))

    assert said(document)[1:] == [
        (1, "inferred from", "see “Finding: A nodule”"),
        (1, "inferred from", "item 1.9.9, which is not there"),
    ]


def test_f3_sequences_nested_without_end_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    deepest = text("Finding", "at the bottom")
    for _ in range(DEEPEST + 4):
        deepest = item("CONTAINER", "", deepest)

    with pytest.raises(DocumentError, match="nesting too deep"):
        read(tmp_path, deepest)


def test_a_document_that_ends_early_shows_what_there_is_and_says_so(tmp_path: Path) -> None:
    path = written(report(*(text("Finding", f"number {count}") for count in range(50))), tmp_path)
    path.write_bytes(path.read_bytes()[:-200])

    document = read_report(path)

    assert document.warnings[-1].startswith("The file is damaged: ")
    assert len(document.lines) >= 40 or document.lines[0].value == "The document says nothing"


def test_our_own_report_is_read_as_others_are(tmp_path: Path) -> None:
    path = tmp_path / "own.dcm"
    save(narrative_sr(reports.DRAFT), path)

    document = read_report(path)

    words = "\n".join(f"{line.name} {line.value}" for line in document.lines)
    for section in reports.DRAFT.sections:
        for line in section.lines:
            assert line.text.split("\n")[0] in words


def test_an_empty_document_says_that_it_says_nothing(tmp_path: Path) -> None:
    assert said(read(tmp_path)) == [(0, "", "The document says nothing")]


def test_what_is_no_report_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear colleague, thank you for your kind referral")

    with pytest.raises(DocumentError, match="cannot be shown"):
        read_report(tmp_path / "letter")
    with pytest.raises(DocumentError, match="No such file"):
        read_report(tmp_path / "gone")


CORPUS = (
    ("sr_text/test-SR.dcm", "sr_text/expected_test-SR_tree.txt"),
    ("sr_tid1500/sr.dcm", "sr_tid1500/expected_sr_tree.txt"),
    ("highdicom/sr_document.dcm", "highdicom/expected_sr_document_tree.txt"),
)


@pytest.mark.corpus
@pytest.mark.parametrize(("file", "expected"), CORPUS)
def test_a_foreign_report_says_everything_its_tree_holds(corpus: Path, file: str, expected: str) -> None:
    tree = (corpus / "derived" / expected).read_text(encoding="utf-8").splitlines()[1:]
    document = read_report(corpus / "derived" / file)
    starts = [
        line for line in tree if line.strip().split(" ")[0] in ("HAS", "CONTAINS", "INFERRED", "SELECTED")
    ]

    assert len(document.lines) == len(starts)
    for line, written_in_tree in zip(document.lines, starts, strict=True):
        assert line.depth == (len(written_in_tree) - len(written_in_tree.lstrip())) // 2
        _, _, named = written_in_tree.partition(": ")
        name, _, value = named.partition(" = ")
        assert name.strip() in line.name
        if any(f" {kind}: " in written_in_tree for kind in ("TEXT", "CODE", "UIDREF")):
            assert value.split(" / ")[0].strip() in line.value
        if " IMAGE: " in written_in_tree:
            uids = {frame.sop_instance_uid for frame in line.frames}
            assert uids == set(value.split(", ")) - {""}


@pytest.mark.corpus
@pytest.mark.parametrize(
    "file",
    [
        "derived/sr_text/reportsi.dcm",
        "derived/highdicom/sr_document_with_multiple_groups.dcm",
        "derived/ko/lidc_key_images.dcm",
        "broken/reportsi_with_empty_number_tags.dcm",
    ],
)
def test_every_other_report_of_the_corpus_is_readable(corpus: Path, file: str) -> None:
    document = read_report(corpus / file)

    assert document.title
    assert any(line.value or line.frames for line in document.lines)
    assert not any(CUT in line.value for line in document.lines)
