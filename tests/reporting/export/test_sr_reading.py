"""Structured reports of others, of any template, and broken ones: what is there is shown, nothing worse happens."""

import random
import struct
import time
from pathlib import Path

import pytest
from pydicom import Dataset

from reporting.export import codes
from reporting.export.dicom_document import save
from reporting.export.errors import SrError
from reporting.export.measurement_reading import REPORTED_ELSEWHERE, measurements_of
from reporting.export.measurement_sr import measurement_sr
from reporting.export.narrative_reading import narrative_of
from reporting.export.narrative_sr import narrative_sr
from reporting.export.sr_items import CONTAINS, container, text
from reporting.export.sr_reading import LARGEST_BYTES, open_document, tree_of
from reporting.export.sr_tree import CUT, DEEPEST, LONGEST_TEXT, MOST_ITEMS, lines_of
from tests.reporting.export import reports
from viewer.core.calibration import Trust

REFERENCES = ("COMPOSITE", "WAVEFORM")


def printed(path: Path) -> list[str]:
    """Return the lines of a document as the corpus prints them: without what COMPOSITE and WAVEFORM point at."""
    root = tree_of(open_document(path))
    return [
        (line.text.split(" = ")[0] if line.value_type in REFERENCES else line.text)
        .replace("\n", " / ")
        .rstrip()
        for line in lines_of(root)
    ]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("sr_tid1500/sr.dcm", "sr_tid1500/expected_sr_tree.txt"),
        ("highdicom/sr_document.dcm", "highdicom/expected_sr_document_tree.txt"),
        ("sr_text/test-SR.dcm", "sr_text/expected_test-SR_tree.txt"),
    ],
)
def test_a_foreign_document_reads_line_by_line_as_expected(corpus: Path, file: str, expected: str) -> None:
    written = (corpus / "derived" / expected).read_bytes().decode()
    lines = [line.rstrip() for line in written.split("\n")[1:] if line.strip()]

    def alike(line: str) -> str:
        return "".join(line.replace("\r", "").replace(" / ", "").split())

    found = [line for line in printed(corpus / "derived" / file) if line.strip()]
    assert [alike(line) for line in found] == [alike(line) for line in lines]


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
def test_any_document_of_the_corpus_can_be_shown(corpus: Path, file: str) -> None:
    document = open_document(corpus / file)

    assert lines_of(tree_of(document))
    assert narrative_of(document) is not None
    assert measurements_of(document) is not None


@pytest.mark.corpus
def test_every_file_of_the_corpus_is_read_or_refused_in_words(corpus: Path) -> None:
    looked_at = [
        file
        for folder in ("broken", "derived", "charset", "rt/pydicom", "dicomdir/pydicom")
        for file in sorted((corpus / folder).rglob("*"))
        if file.is_file()
    ]
    read = 0
    for file in looked_at:
        try:
            document = open_document(file)
        except SrError:
            continue
        lines_of(tree_of(document))
        narrative_of(document)
        measurements_of(document)
        read += 1
    assert 5 <= read < len(looked_at)


@pytest.mark.corpus
def test_measurements_of_others_say_that_their_unit_is_not_ours_to_vouch_for(corpus: Path) -> None:
    document = open_document(corpus / "derived/highdicom/sr_document_with_multiple_groups.dcm")

    diameter, *_ = measurements_of(document)

    assert diameter.quantities[0].text == f"10.0 mm ({REPORTED_ELSEWHERE})"
    assert diameter.trust is Trust.NONE
    assert diameter.uid == "LungNodule0001"
    assert diameter.points_lps == ((44.5, 54.5, 0.0), (44.5, 64.5, 0.0))


@pytest.mark.corpus
def test_references_of_a_document_lead_to_frames(corpus: Path) -> None:
    lines = lines_of(tree_of(open_document(corpus / "derived/ko/lidc_key_images.dcm")))

    frames = [frame for line in lines for frame in line.frames]

    assert len(frames) == 3
    assert all(
        frame.sop_instance_uid.startswith("1.3.6.1.4.1.14519") and frame.frame == 1 for frame in frames
    )


def deep(levels: int) -> Dataset:
    """Return a document whose headings are nested this deeply."""
    item = text(CONTAINS, codes.COMMENT, "the bottom")
    for _ in range(levels):
        item = container(CONTAINS, codes.COMMENT, [item])
    return container("", codes.REPORT, [item])


def test_f16_depth_is_bounded() -> None:
    lines = lines_of(tree_of(deep(3 * DEEPEST)))

    assert max(line.depth for line in lines) == DEEPEST
    assert lines[-1].value == CUT


def test_f16_what_is_as_deep_as_allowed_is_shown_whole() -> None:
    assert lines_of(tree_of(deep(DEEPEST - 1)))[-1].value == "the bottom"


def test_f16_the_number_of_items_is_bounded() -> None:
    many = [text(CONTAINS, codes.COMMENT, "x") for _ in range(MOST_ITEMS + 10)]
    started = time.monotonic()

    lines = lines_of(tree_of(container("", codes.REPORT, many)))

    assert len(lines) == MOST_ITEMS + 1
    assert lines[-1].value == CUT
    assert time.monotonic() - started < 10


def test_f16_long_words_are_cut_and_say_so() -> None:
    (line,) = lines_of(
        tree_of(container("", codes.REPORT, [text(CONTAINS, codes.COMMENT, "x" * (LONGEST_TEXT + 1))]))
    )

    assert line.value == "x" * LONGEST_TEXT + CUT


def test_f16_a_reference_to_an_item_above_is_shown_and_not_followed() -> None:
    loop = Dataset()
    loop.RelationshipType = "INFERRED FROM"
    loop.ReferencedContentItemIdentifier = [1, 1]
    document = container("", codes.REPORT, [container(CONTAINS, codes.COMMENT, [loop])])

    assert lines_of(tree_of(document))[-1].text == "  INFERRED FROM by reference to item [1, 1]"


def test_f3_twenty_thousand_nested_sequences_are_refused_in_words(tmp_path: Path) -> None:
    sequence = struct.pack("<HH2sHI", 0x0040, 0xA730, b"SQ", 0, 0xFFFFFFFF)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    path = tmp_path / "deep.dcm"
    save(narrative_sr(reports.DRAFT), path)
    path.write_bytes(
        path.read_bytes()
        + struct.pack("<HH2sHI", 0x0040, 0xA730, b"SQ", 0, 0xFFFFFFFF)
        + item
        + (sequence + item) * 20_000
    )

    with pytest.raises(SrError, match=r"nested too deeply|not a readable"):
        tree_of(open_document(path))


@pytest.mark.parametrize(
    "content", [b"", b"not DICOM at all", b"\0" * 128 + b"DICM", b"\0" * 128 + b"DICM" + b"\xff" * 500]
)
def test_what_is_no_document_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.dcm"
    path.write_bytes(content)

    with pytest.raises(SrError, match="was not read"):
        open_document(path)


def test_a_file_too_large_or_absent_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "large.dcm"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)

    with pytest.raises(SrError, match="larger than 64 MiB"):
        open_document(path)
    with pytest.raises(SrError, match="not a readable"):
        open_document(tmp_path / "absent.dcm")


@pytest.mark.parametrize("seed", range(8))
def test_f1_mutated_documents_are_read_or_refused_but_nothing_else(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "mutated.dcm"
    save((narrative_sr, measurement_sr)[seed % 2](reports.addended()), path)
    original = path.read_bytes()
    for _ in range(40):
        mutated = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            mutated[chance.randrange(132, len(mutated))] = chance.choice(
                (0, 0x20, 0x5C, 0x7F, 0xFF, chance.randrange(256))
            )
        path.write_bytes(bytes(mutated[: chance.choice((len(mutated), chance.randrange(140, len(mutated))))]))
        try:
            document = open_document(path)
            lines_of(tree_of(document))
            narrative_of(document)
            measurements_of(document)
        except SrError:
            continue


def test_items_that_lack_everything_are_shown_as_nothing() -> None:
    bare = Dataset()
    bare.ContentSequence = [Dataset()]

    (line,) = lines_of(tree_of(bare))

    assert (line.relationship, line.value_type, line.concept, line.value, line.frames) == ("", "", "", "", ())


def test_our_own_handles_are_not_believed_where_they_are_not_those_of_the_graphic() -> None:
    document = measurement_sr(reports.DRAFT)
    group = document.ContentSequence[-1].ContentSequence[0]
    written = next(
        item for item in group.ContentSequence if item.ConceptNameCodeSequence[0].CodeValue == "handles"
    )
    written.TextValue = "1 2 3\r\n4 5 6"

    assert measurements_of(document)[0].points_lps == reports.NODULE.points_lps
