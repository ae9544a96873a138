"""The list of what was opened."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders.opened import BLAISE, display_set, images, not_displayable, opened
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle, shown
from viewer.core.carried import SERIES_MIME
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.study import DisplayKind, DisplaySet, Opened, Rejected
from viewer.ui.series_model import SeriesModel, carried_series
from viewer.ui.series_rows import (
    Light,
    RejectedRow,
    SetRow,
    content,
    explanation,
    light,
    remark,
    rows,
    scanning,
    study_heading,
    verdict_word,
)
from viewer.ui.series_strip import SeriesStrip

CT = display_set(images(3, description="Thorax"))
MR = display_set(images(4, series_uid="1.2.4", modality="MR", number=2))
BROKEN = Rejected(Path("disc/IMG7"), "(0028,0010) Rows is missing", is_dicom=True)


def index_of(strip: SeriesStrip, shown_set: DisplaySet) -> QModelIndex:
    return strip._model.index_of_set(shown_set.uid)


def row_texts(model: SeriesModel) -> list[str]:
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_studies_stand_open_and_rejected_files_folded() -> None:
    listed = rows(opened(CT, MR, rejected=(BROKEN,)), frozenset())

    assert [row.key.split()[0] for row in listed] == ["study", "set", "set", "rejected"]


def test_a_turned_heading_shows_the_opposite() -> None:
    listed = rows(opened(CT, rejected=(BROKEN,)), {"study 1.2", "rejected"})

    assert [type(row).__name__ for row in listed] == ["StudyRow", "RejectedHeading", "RejectedRow"]


def test_h23_every_instance_and_every_file_that_was_not_read_has_a_row() -> None:
    what = opened(CT, not_displayable(), MR, rejected=(BROKEN,), not_dicom=2)

    listed = rows(what, {"rejected"})

    instances = sum(len(row.shown.instances) for row in listed if isinstance(row, SetRow))
    files = sum(isinstance(row, RejectedRow) for row in listed)
    assert instances + files + what.not_dicom == what.accounted == what.files


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Verdict.REGULAR, Light.GOOD),
        (Verdict.TILTED, Light.CAUTION),
        (Verdict.IRREGULAR, Light.CAUTION),
        (Verdict.NOT_A_VOLUME, Light.CAUTION),
        (Verdict.GAP, Light.BAD),
    ],
    ids=str,
)
def test_h5_the_geometry_verdict_is_a_light(kind: Verdict, expected: Light) -> None:
    assert light(replace(CT, verdict=GeometryVerdict(kind, 5.0))) is expected


def test_a_radiograph_is_no_volume_and_needs_no_light() -> None:
    single = display_set(images(1, modality="DX"), verdict=GeometryVerdict(Verdict.NOT_A_VOLUME))
    cine = replace(CT, kind=DisplayKind.MULTIFRAME, verdict=GeometryVerdict(Verdict.NOT_A_VOLUME))

    assert light(single) is Light.NONE
    assert light(cine) is Light.NONE


def test_h5_the_badge_names_the_error_and_the_tooltip_its_reasons_and_size() -> None:
    gap = GeometryVerdict(Verdict.GAP, 1.0, 1.0, messages=("slice missing between 30.0 and 32.0 mm",))
    words = explanation(replace(CT, verdict=gap, notes=("1 duplicate set aside",)))

    assert verdict_word(gap) == "slice missing"
    assert "slice missing between 30.0 and 32.0 mm" in words
    assert "largest error 1.00 mm" in words
    assert "Note: 1 duplicate set aside" in words
    assert verdict_word(GeometryVerdict(Verdict.TILTED, 5.0, tilt_deg=15.0)) == "tilted 15.0°"
    assert verdict_word(GeometryVerdict(Verdict.REGULAR, 1.25)) == "1.25 mm"


def test_a_row_says_what_how_much_and_why_it_was_split() -> None:
    assert content(MR) == "MR  ·  S2  ·  4 images"
    assert content(display_set(images(1))) == "CT  ·  S1  ·  1 image"
    assert content(replace(CT, kind=DisplayKind.MULTIFRAME)) == "CT  ·  S1  ·  3 frames"
    assert remark(replace(MR, split_by="echo time 4.2")) == "echo time 4.2"
    assert remark(replace(MR, blocked="two patients in one study")) == "two patients in one study"
    assert remark(not_displayable("a report, not an image")) == "a report, not an image"


def test_h20_a_study_without_identity_says_so() -> None:
    study = opened(CT).studies[0]
    nameless = replace(study, patient=replace(study.patient, name="", patient_id=""))

    assert study_heading(study)[0] == "Lovelace, Ada   A1"
    assert study_heading(nameless)[0] == "No name, no ID"


@pytest.mark.parametrize(
    ("done", "total", "words"), [(1240, 5000, "1\u202f240 of 5\u202f000 files…"), (12, 0, "12 files…")]
)
def test_a_scan_counts_its_files(done: int, total: int, words: str) -> None:
    assert scanning(done, total) == words


def test_while_a_folder_is_scanned_rows_that_stay_are_not_made_again(qtbot: QtBot) -> None:
    model = SeriesModel()
    model.show(opened(CT))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))

    model.show(opened(CT, MR, rejected=(BROKEN,)))

    assert inserted == [(2, 3)]
    assert resets == []
    assert row_texts(model)[-1] == "Could not be read (1)"


def test_rows_follow_any_change_of_what_is_open(qtbot: QtBot) -> None:
    model = SeriesModel()
    other = display_set(images(2, series_uid="7.3", study_uid="7", patient=BLAISE, description="Skull"))
    for what in (opened(CT, MR, other), opened(MR, other), Opened(), opened(other, CT), opened(CT)):
        model.show(what)
        fresh = SeriesModel()
        fresh.show(what)
        assert row_texts(model) == row_texts(fresh)


def test_a_series_is_carried_by_its_uid_and_what_cannot_be_shown_is_not(qtbot: QtBot) -> None:
    model = SeriesModel()
    report = not_displayable()
    model.show(opened(CT, report))

    assert carried_series(model.mimeData([model.index_of_set(CT.uid)])) == CT.uid
    assert model.mimeTypes() == [SERIES_MIME]
    assert model.flags(model.index_of_set(CT.uid)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index_of_set(report.uid)) & Qt.ItemFlag.ItemIsDragEnabled


def test_f13_text_from_files_is_never_markup(qtbot: QtBot) -> None:
    model = SeriesModel()
    model.show(opened(display_set(images(1, description="<img src=file:///etc/passwd>"))))

    tip = str(model.index(1).data(Qt.ItemDataRole.ToolTipRole))

    assert "<img" not in tip
    assert "&lt;img" in tip


def test_the_strip_says_how_to_begin(window: ReadingWindow) -> None:
    assert "No study is open" in window.strip._how_to_begin.text()
    assert window.strip._how_to_begin.isVisible()


def test_ways_to_open_something_are_offered_as_long_as_nothing_is_open(
    reading: Reading, window: ReadingWindow, qtbot: QtBot
) -> None:
    way_in = QAction("Open &folder…", window)
    window.strip.offer({"Open folder…": way_in})
    settle()
    button = next(one for one in window.strip.findChildren(QPushButton) if one.text() == "Open folder…")
    assert button.isVisible()

    with qtbot.waitSignal(way_in.triggered, timeout=1000):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    reading.open(images(2))
    settle()

    assert not button.isVisible()


def test_a_double_click_or_enter_puts_a_series_into_the_active_viewport(
    reading: Reading, window: ReadingWindow
) -> None:
    ct, mr = reading.open(images(3), images(4, series_uid="1.2.4"))
    settle()
    view = window.strip._view
    place = view.visualRect(index_of(window.strip, ct)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert reading.session.active.value.display_set_uid == ct.uid

    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert reading.session.active.value.display_set_uid == mr.uid


def test_what_cannot_be_shown_opens_its_header_instead(reading: Reading, window: ReadingWindow) -> None:
    report = not_displayable()
    reading.session.opened.set(opened(report, rejected=(BROKEN,)))
    wanted: list[object] = []
    window.strip.header_wanted.connect(wanted.append)
    window.strip._view.opened.emit(index_of(window.strip, report))
    window.strip._fold(window.strip._model.index(2))
    window.strip._view.opened.emit(window.strip._model.index(3))

    assert wanted == [report, BROKEN]


def test_the_series_in_the_active_viewport_is_the_current_row(
    reading: Reading, window: ReadingWindow
) -> None:
    ct, mr = reading.open(images(3), images(4, series_uid="1.2.4"))

    reading.session.show(mr.uid)

    assert window.strip._view.currentIndex() == index_of(window.strip, mr)
    assert window.strip._on_screen()[0] == mr.uid
    assert ct.uid not in window.strip._on_screen()


def test_a_scan_shows_its_progress_and_can_be_stopped(window: ReadingWindow, qtbot: QtBot) -> None:
    window.strip.show_progress(1240, 5000)
    assert window.strip._scan.isVisible()
    assert window.strip._scan._bar.value() == 1240

    with qtbot.waitSignal(window.strip.cancelled, timeout=1000):
        window.strip._scan.cancelled.emit()
    window.strip.end_progress()

    assert not window.strip._scan.isVisible()


def test_thumbnails_are_made_from_the_middle_frame_when_its_pixels_come(
    late_reading: Reading, qtbot: QtBot
) -> None:
    window = shown(late_reading, qtbot)
    (ct,) = late_reading.open(images(9, grey=100))
    settle()
    assert late_reading.pixels.wanted_later == [(ct.uid, 4)]
    assert window.strip._picture(ct) is None

    late_reading.pixels.deliver(ct.uid, 4)
    settle()

    made = window.strip._picture(ct)
    assert made is not None
    assert made.width() == round(96 * window.devicePixelRatioF())


def test_five_hundred_series_ask_only_for_the_thumbnails_on_the_screen(
    late_reading: Reading, qtbot: QtBot
) -> None:
    window = shown(late_reading, qtbot)
    late_reading.open(*[images(1, series_uid=f"1.5.{number}") for number in range(500)])
    settle()

    assert window.strip._model.rowCount() == 501
    assert 0 < len(late_reading.pixels.wanted_later) < 20


def test_the_menu_of_a_row_offers_what_can_be_done_with_it(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(2))
    menu = window.strip._menu(index_of(window.strip, ct))
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Show in the active viewport", "Header…"]

    menu.actions()[0].trigger()

    assert reading.session.active.value.display_set_uid == ct.uid
    assert window.strip._menu(window.strip._model.index(0)) is None


def test_f13_every_label_shows_plain_text(window: ReadingWindow) -> None:
    labels = window.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
