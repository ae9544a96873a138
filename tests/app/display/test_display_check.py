"""The display check: what the pattern shows, what was seen, and for how long that is relied on (SAFETY H28)."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from app.display.check_book import NEVER, QUESTIONS, CheckBook, DisplayCheck, DisplayCheckError
from app.display.desk import DisplayDesk, screen_name
from app.display.pattern import STEPS, line_pairs, pattern
from app.ui.display_check import DisplayCheckDialog
from tests.builders.reports import NOON

SCREEN = "Maker Model 1 1920×1200"


@pytest.mark.parametrize(("width", "height"), [(1920, 1200), (1200, 1920), (2560, 2048), (640, 480)])
def test_h28_the_pattern_has_every_step_both_faint_squares_line_pairs_and_a_whole_edge(
    width: int, height: int
) -> None:
    image = pattern(width, height)

    assert image.shape == (height, width)
    assert {round(255 * step / (STEPS - 1)) for step in range(STEPS)} <= set(np.unique(image))
    side = min(width // (STEPS + 3), height // 5)
    left, middle = (width - STEPS * side) // 2, height // 2 - 2 * side + side // 2
    assert (image[middle, left + 2], image[middle, left + side // 2]) == (0, 13), "5 % inside 0 %"
    last = left + (STEPS - 1) * side
    assert (image[middle, last + 2], image[middle, last + side // 2]) == (255, 242), "95 % inside 100 %"
    for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
        assert (edge == 255).all()


def test_h28_the_finest_lines_are_one_pixel_wide() -> None:
    lines = line_pairs(40)

    assert lines[0, :6].tolist() == [255, 0, 255, 0, 255, 0]
    assert lines[:6, 30].tolist() == [255, 0, 255, 0, 255, 0]
    assert lines[30, :6].tolist() == [255, 255, 0, 0, 255, 255]


def test_h28_a_check_is_relied_on_for_so_many_days_on_its_own_screen_only(tmp_path: Path) -> None:
    book = CheckBook(tmp_path / "checks.json")
    assert (book.state(SCREEN, NOON, 90), book.warning(SCREEN, NOON, 90)) == (NEVER, "")

    book.keep(DisplayCheck(SCREEN, NOON, "Ada"))

    again = CheckBook(tmp_path / "checks.json")
    assert again.state(SCREEN, NOON + timedelta(days=90), 90) == f"display checked on 2026-05-04 ({SCREEN})"
    assert again.warning(SCREEN, NOON + timedelta(days=90), 90) == ""
    assert again.state("another", NOON, 90) == NEVER
    late = NOON + timedelta(days=91)
    assert again.state(SCREEN, late, 90).startswith(f"{NEVER}: last checked on 2026-05-04")
    assert again.warning(SCREEN, late, 90) == "Display check overdue since 2026-05-04"
    assert again.state(SCREEN, NOON - timedelta(days=1), 90).startswith(NEVER), (
        "a clock set back proves nothing"
    )


def test_h28_what_was_not_seen_is_no_verified_display(tmp_path: Path) -> None:
    book = CheckBook(tmp_path / "checks.json")
    book.keep(DisplayCheck(SCREEN, NOON, "Ada", ("dark",)))

    assert book.state(SCREEN, NOON, 90) == f"{NEVER}: not everything was seen at the check on 2026-05-04"
    assert book.warning(SCREEN, NOON, 90) == "Display not verified: check of 2026-05-04 failed"


@pytest.mark.parametrize("written", ["{", "[{}]", '[{"screen": 1, "at": "x", "by": "", "not_seen": []}]'])
def test_a_file_of_checks_that_is_damaged_verifies_nothing_and_is_begun_anew(
    tmp_path: Path, written: str
) -> None:
    (tmp_path / "checks.json").write_text(written)
    book = CheckBook(tmp_path / "checks.json")
    with pytest.raises(DisplayCheckError):
        book.all()
    assert book.state(SCREEN, NOON, 90) == NEVER
    assert book.warning(SCREEN, NOON, 90) == "The display checks could not be read"

    book.keep(DisplayCheck(SCREEN, NOON, "Ada"))
    assert len(CheckBook(tmp_path / "checks.json").all()) == 1


def test_h28_what_the_reader_ticks_is_kept_and_stands_in_evidence(tmp_path: Path, qapp: QApplication) -> None:
    window = QMainWindow()
    book, told, failed = CheckBook(tmp_path / "checks.json"), list[str](), list[BaseException]()
    desk = DisplayDesk(book, window, lambda: 90, lambda: "Ada", told.append, failed.append)
    (command,) = desk.commands()

    def answer(ticked: int, *, keep: bool) -> None:
        dialog = next(
            one for one in qapp.topLevelWidgets() if isinstance(one, DisplayCheckDialog) and one.isVisible()
        )
        assert dialog.size() == dialog.screen().geometry().size()
        for box in list(dialog.boxes.values())[:ticked]:
            box.click()
        dialog.accept() if keep else dialog.reject()

    QTimer.singleShot(50, lambda: answer(len(QUESTIONS), keep=False))
    command.run()
    assert (book.all(), desk.state()) == ((), NEVER)

    QTimer.singleShot(50, lambda: answer(len(QUESTIONS), keep=True))
    command.run()
    assert [(check.by, check.not_seen) for check in book.all()] == [("Ada", ())]
    assert desk.state().startswith("display checked on ")
    assert desk.state().endswith(f"({screen_name(window.screen())})")
    assert desk.overdue.isHidden()

    QTimer.singleShot(50, lambda: answer(0, keep=True))
    command.run()
    assert not desk.overdue.isHidden()
    assert desk.overdue.text().startswith("Display not verified")
    assert failed == []
    window.close()
