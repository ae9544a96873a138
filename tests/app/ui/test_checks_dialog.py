"""Every check is listed with what it doubts, is turned on and off, and may be one that signing waits for."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.checks_dialog import ChecksDialog, Chosen
from reporting.core.lint.table import CHECKS


@pytest.fixture
def dialog(qtbot: QtBot) -> ChecksDialog:
    made = ChecksDialog(CHECKS, Chosen(("age",), ("unit",)))
    qtbot.addWidget(made)
    return made


def test_every_check_is_listed_with_its_explanation(dialog: ChecksDialog) -> None:
    said = {known.text() for known in dialog.findChildren(QLabel)}

    for check in CHECKS:
        assert dialog.box(check.id).text() == check.title
        assert check.explanation in said


def test_the_form_gives_back_what_it_was_given(dialog: ChecksDialog) -> None:
    assert not dialog.box("age").isChecked()
    assert dialog.box("unit", blocking=True).isChecked()
    assert dialog.chosen() == Chosen(("age",), ("unit",))


def test_checks_are_turned_off_and_made_to_hold_signing_back(dialog: ChecksDialog) -> None:
    dialog.box("age").click()
    dialog.box("sex").click()
    dialog.box("laterality", blocking=True).click()

    assert dialog.chosen() == Chosen(("sex",), ("laterality", "unit"))


def test_signing_cannot_wait_for_a_check_that_is_not_made(dialog: ChecksDialog) -> None:
    dialog.box("unit").click()

    assert not dialog.box("unit", blocking=True).isEnabled()
    assert dialog.chosen() == Chosen(("age", "unit"), ())
