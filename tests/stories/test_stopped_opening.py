"""A reader who stops an opening knows that not everything is there."""

from tests.builders.sittings import Reader
from viewer.core.study import Opened


def test_h23_who_stops_an_opening_is_told_that_series_may_lack_images(reader: Reader) -> None:
    at = reader.at
    before = len(at.session.opened.value.studies)
    found: list[Opened] = []
    at.studies.finished.connect(found.append)

    at.studies.open([at.home.parent / "studies"], remember=False)
    at.strip.cancelled.emit()
    reader.wait_for(lambda: bool(found))

    assert at.window.notice.startswith("Stopped before every file was read: series may lack images")
    assert len(at.session.opened.value.studies) == before

    at.studies.open([at.home.parent / "studies"], remember=False)
    reader.wait_for(lambda: len(found) == 2)

    assert "Stopped" not in at.window.notice
