"""The form of settings: words for the reader, and an honest word on what has to wait."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.settings_dialog import SettingsDialog, waiting_for_start


def test_the_form_gives_back_what_it_was_given(qtbot: QtBot) -> None:
    kept = replace(
        Settings(), mouse_profile="weasis", annotation_level="off", layout="2x2", reader_name="Dr Ada"
    )
    dialog = SettingsDialog(kept)
    qtbot.addWidget(dialog)

    assert dialog.chosen() == kept


def test_choices_are_called_what_readers_call_them_and_kept_as_stored(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    mouse = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Mouse")

    mouse.setCurrentIndex(mouse.findText("PACS-like: left windows, right zooms"))

    assert dialog.chosen().mouse_profile == "pacs"


def test_the_form_fits_a_small_screen(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)

    dialog.show()

    assert dialog.height() <= 740


def test_what_waits_for_the_next_start_is_named() -> None:
    before = Settings()

    assert waiting_for_start(before, replace(before, presenter="gl", mouse_profile="pacs")) == ("Drawing",)
    assert waiting_for_start(before, replace(before, mouse_profile="pacs")) == ()


def test_with_accounts_on_the_name_is_the_accounts_and_accounts_are_reached_from_here(qtbot: QtBot) -> None:
    asked: list[str] = []
    fixed = {"reader_name": "As in the account signed in"}
    dialog = SettingsDialog(
        Settings(reader_name="Ada"), fixed=fixed, accounts=lambda: asked.append("accounts")
    )
    qtbot.addWidget(dialog)
    named = {one.accessibleName(): one for one in dialog.findChildren(QLineEdit)}
    assert not named["Your name"].isEnabled()
    assert named["Qualification"].isEnabled()
    assert named["Your name"].toolTip() == "As in the account signed in"

    next(one for one in dialog.findChildren(QPushButton) if "Accounts" in one.text()).click()
    assert asked == ["accounts"]
    assert dialog.chosen().reader_name == "Ada"

    others = SettingsDialog(Settings())
    qtbot.addWidget(others)
    assert not [one for one in others.findChildren(QPushButton) if "Accounts" in one.text()]
