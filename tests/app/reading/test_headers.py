"""Headers the reader asks to see, one or two."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.reading.headers import Headers
from tests.builders.dicom import ct_slice, write
from tests.builders.jobs import AtOnce
from tests.builders.opened import display_set, images, opened
from viewer.core.session import Session
from viewer.ui.header_comparison_view import HeaderComparisonView
from viewer.ui.header_view import HeaderView
from viewer.ui.instance_choice import InstanceChoice


class Desk:
    """Headers over a window, with a session of two slices that lie on disk."""

    def __init__(self, folder: Path) -> None:
        self.window = QWidget()
        self.failures: list[BaseException] = []
        self.session = Session()
        self.paths = [
            write(ct_slice(5.0 * number, InstanceNumber=number), folder / f"{number}") for number in (1, 2)
        ]
        shown = display_set(images(2, description="Thorax"))
        instances = tuple(
            replace(instance, source=replace(instance.source, path=path))
            for instance, path in zip(shown.instances, self.paths, strict=True)
        )
        frames = tuple(
            replace(frame, instance=instance) for frame, instance in zip(shown.frames, instances, strict=True)
        )
        self.session.opened.set(opened(replace(shown, instances=instances, frames=frames)))
        self.headers = Headers(self.session, AtOnce(), self.window, self.failures.append)

    def one(self, kind: type[QWidget]) -> QWidget:
        """Return the only window of a kind."""
        (found,) = self.window.findChildren(kind)
        assert isinstance(found, QWidget)
        return found


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    qtbot.addWidget(made.window)
    return made


def test_a_header_says_whose_it_is(desk: Desk) -> None:
    desk.headers.show("DICOM header", desk.paths[1])

    view = desk.one(HeaderView)
    assert view.windowTitle() == "DICOM header – CT S1 Thorax, number 2"


def test_two_headers_are_compared_from_the_header_view(desk: Desk) -> None:
    desk.headers.show("DICOM header", desk.paths[0])
    view = desk.one(HeaderView)
    assert isinstance(view, HeaderView)

    view.comparison_wanted.emit()
    asked = desk.one(InstanceChoice)
    assert isinstance(asked, InstanceChoice)
    asked.accept()

    both = desk.one(HeaderComparisonView)
    assert isinstance(both, HeaderComparisonView)
    columns = [both.table.model.horizontalHeaderItem(column).text() for column in (3, 4)]
    assert columns == ["CT S1 Thorax, number 1", "CT S1 Thorax, number 2"]
    assert not desk.failures


def test_a_single_object_is_compared_with_nothing_and_says_so(desk: Desk, tmp_path: Path) -> None:
    session = Session()
    headers = Headers(session, AtOnce(), desk.window, desk.failures.append)
    headers.show("File that could not be read", tmp_path / "gone", "it is not there")
    view = desk.one(HeaderView)
    assert isinstance(view, HeaderView)

    view.comparison_wanted.emit()

    assert "no other object is open" in str(desk.failures[0])
