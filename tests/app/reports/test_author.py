"""What helps to write: macros kept in folders, templates taken over, words of earlier reports, a recogniser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.reports.author import Author
from app.reports.dictation import Dictation, DictationError, installed
from app.reports.macro_shelf import OWN, SHARED, SHIPPED, MacroError, MacroShelf
from app.reports.template_shelf import TemplateShelf
from reporting.core.draft import edit_lines
from reporting.core.macros.macro import Macro
from reporting.core.prior import priors_of
from reporting.core.report import Line, Report, SectionName
from reporting.core.signing import sign
from reporting.core.toml_source import TemplateError
from reporting.store.sentences import SentenceIndex
from tests.builders.desks import Desk, desk_at
from tests.builders.reports import ADA, NOON, draft

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION
MINE = Macro("nodule", "My nodule", "Nodule of mine.")


@pytest.fixture
def failures() -> list[BaseException]:
    return []


@pytest.fixture
def shelf(tmp_path: Path, failures: list[BaseException]) -> MacroShelf:
    return MacroShelf(tmp_path / "own", lambda: tmp_path / "shared", RESOURCES / "macros", failures.append)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    made = desk_at(tmp_path)
    yield made
    made.store.close()


def report_of(at: Desk) -> Report:
    report = at.desk.report.value
    assert report is not None
    return report


def test_an_own_macro_goes_before_a_shared_and_that_before_a_shipped_one(
    shelf: MacroShelf, tmp_path: Path
) -> None:
    assert shelf.whose("nodule") == SHIPPED
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "us.toml").write_text('[[macro]]\nname = "nodule"\ntitle = "T"\ntext = "Ours."\n')
    shelf.read_again()
    assert shelf.whose("nodule") == SHARED

    shelf.keep(MINE)
    assert shelf.whose("nodule") == OWN
    shelf.remove("nodule")
    assert shelf.whose("nodule") == SHARED


def test_macros_are_handed_out_and_taken_in(shelf: MacroShelf, tmp_path: Path) -> None:
    shelf.keep(MINE)
    assert shelf.hand_out(tmp_path / "mine.toml") == 1

    other = MacroShelf(tmp_path / "other", lambda: None, RESOURCES / "macros", lambda _: None)
    assert other.take_in(tmp_path / "mine.toml") == 1
    assert MINE in other.macros()


def test_a_macro_that_cannot_be_used_is_not_kept(shelf: MacroShelf) -> None:
    with pytest.raises(MacroError):
        shelf.keep(Macro("two words", "T", "x"))


def test_a_file_nobody_understands_is_told_and_left_alone(
    shelf: MacroShelf, tmp_path: Path, failures: list[BaseException]
) -> None:
    (tmp_path / "own").mkdir()
    strange = tmp_path / "own" / "strange.toml"
    strange.write_text("garbage")
    shelf.keep(MINE)

    assert strange.read_text() == "garbage"
    assert isinstance(failures[0], TemplateError)


def test_a_template_is_handed_out_as_mrrt_and_taken_in_again(tmp_path: Path) -> None:
    shelf = TemplateShelf(tmp_path / "templates", RESOURCES / "report_templates", lambda _: None)
    shipped = next(known for known in shelf.templates() if known.id == "us-thyroid")
    own = replace(shipped, id="own-thyroid", title="Own thyroid")
    shelf.hand_out(own, tmp_path / "x.html")

    taken = shelf.take_in(tmp_path / "x.html")

    assert (taken.id, taken.title) == ("own-thyroid", "Own thyroid")
    assert taken.id in {known.id for known in shelf.templates()}
    (tmp_path / "no.html").write_text("<p>words</p>")
    with pytest.raises(TemplateError):
        shelf.take_in(tmp_path / "no.html")


def earlier(
    study_uid: str = "old", date: str = "20250101", patient_id: str = "P1", birth_date: str = "19610203"
) -> Report:
    words = (Line("Pleura: small effusion."), Line("Old nodule, 6 mm."))
    report = edit_lines(draft(uid=f"r-{study_uid}"), FINDINGS, words)
    study = replace(report.study, uid=study_uid, date=date)
    patient = replace(report.patient, patient_id=patient_id, birth_date=birth_date)
    return sign(replace(report, study=study, patient=patient), ADA, NOON, "")


def test_h16_priors_are_signed_reports_on_earlier_studies_of_the_same_patient() -> None:
    report = draft()
    known = [
        earlier("old"),
        earlier("older", "20240101"),
        earlier("later", "20300101"),
        earlier("namesake", patient_id="P2"),
        earlier("other", birth_date="19700101"),
        earlier(report.study.uid),
        draft(uid="not-signed"),
    ]

    assert [prior.study.uid for prior in priors_of(report, known)] == ["old", "older"]


def test_words_of_a_prior_take_the_place_of_headings_and_stand_behind_own_words(
    at: Desk, tmp_path: Path
) -> None:
    author = Author(
        at.desk, MacroShelf(tmp_path, lambda: None, tmp_path, lambda _: None), _index(tmp_path), tuple
    )
    at.desk.choose_template("ct-chest")
    at.desk.edit(FINDINGS, (Line("Lungs:"), Line("Pleura: dry.")))

    author.copy_from(earlier(), (FINDINGS,))

    assert report_of(at).section(FINDINGS).text == "Pleura: dry.\nPleura: small effusion.\nOld nodule, 6 mm."
    assert not any(line.is_linked for line in report_of(at).section(FINDINGS).lines)


def test_another_template_keeps_the_readers_words_and_none_of_the_old_prompts(at: Desk) -> None:
    at.desk.choose_template("ct-coronary")
    lines = report_of(at).section(FINDINGS).lines
    at.desk.edit(FINDINGS, (*lines, Line("Small nodule.")))
    at.desk.choose_template("ct-chest")

    text = report_of(at).section(FINDINGS).text
    assert text.startswith("Lungs and airways:")
    assert text.endswith("Small nodule.")
    assert "Stenosis" not in text


class Echo:
    """A recogniser that says one thing."""

    title = "Echo"

    def __init__(self) -> None:
        self.stopped = False

    def start(self, on_words: Callable[[str], None], /) -> None:
        on_words("No effusion.")

    def stop(self) -> None:
        self.stopped = True


class Broken(Echo):
    """A recogniser that does not start."""

    def start(self, on_words: Callable[[str], None], /) -> None:
        raise OSError("no microphone")


def entry(name: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{name}", "overread.dictation")


def test_no_recogniser_is_installed_with_the_program() -> None:
    assert installed() == ()
    assert not Dictation((), lambda _: None, lambda _: None).is_installed


def test_what_a_recogniser_hears_is_written(qtbot: QtBot) -> None:
    said: list[str] = []
    dictation = Dictation([entry("Echo")], said.append, lambda _: None)
    dictation.toggle()
    assert (said, dictation.is_listening) == (["No effusion."], True)

    dictation.toggle()
    assert not dictation.is_listening


def test_a_recogniser_that_fails_is_told_in_words(qtbot: QtBot) -> None:
    failures: list[BaseException] = []
    dictation = Dictation([entry("Broken")], lambda _: None, failures.append)
    dictation.toggle()

    assert isinstance(failures[0], DictationError)
    assert not dictation.is_listening


def _index(folder: Path) -> SentenceIndex:
    return SentenceIndex(folder / "s.sqlite3")
