"""Own sentences are found again by their words."""

from dataclasses import replace
from pathlib import Path

from reporting.core.draft import edit_lines
from reporting.core.report import Line, Reader, Report, SectionName
from reporting.core.signing import sign
from reporting.store.sentences import SentenceIndex
from tests.builders.reports import ADA, BLAISE, NOON, draft

WORDS = "Degenerative change of the spine. Solid nodule, stable since 2020. No effusion."


def signed(uid: str, words: str = WORDS, reader: Reader = ADA) -> Report:
    report = edit_lines(draft(uid=uid, reader=reader), SectionName.FINDINGS, (Line(words),))
    return sign(report, reader, NOON, "")


def test_sentences_are_found_by_the_beginnings_of_their_words_commonest_first(tmp_path: Path) -> None:
    index = SentenceIndex(tmp_path / "sentences.sqlite3")
    index.take_in([signed("a"), signed("b"), signed("c", "Degenerative disc disease.")])

    found = index.find("degen", "Dr Ada Lovelace")

    assert [(known.text, known.times) for known in found] == [
        ("Degenerative change of the spine.", 2),
        ("Degenerative disc disease.", 1),
    ]
    assert index.find("nodule stable", "dr ada lovelace")[0].section is SectionName.FINDINGS
    assert index.find('"; DROP', "Dr Ada Lovelace") == ()
    assert index.find("  ", "Dr Ada Lovelace") == ()


def test_only_own_signed_words_are_found(tmp_path: Path) -> None:
    index = SentenceIndex(tmp_path / "sentences.sqlite3")
    index.take_in([signed("a", reader=BLAISE), replace(draft(uid="b"))])

    assert index.find("degenerative", ADA.name) == ()
    assert len(index.find("degenerative", BLAISE.name)) == 1


def test_a_report_is_taken_in_once_and_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "sentences.sqlite3"
    for _ in range(2):
        SentenceIndex(path).take_in([signed("a")])
    assert SentenceIndex(path).find("spine", ADA.name)[0].times == 1

    path.write_bytes(b"no database at all, " * 100)
    SentenceIndex(path).take_in([signed("a")])
    assert len(SentenceIndex(path).find("spine", ADA.name)) == 1
