"""Puts what a blinded reader must not see out of reach of the running program, and brings it back afterwards."""

from collections.abc import Callable

from app.readings.room import ReadingRoom
from app.readings.sight import holds_others, without_others
from reporting.core.readings.reading import Turn
from reporting.core.report import Role
from viewer.core.study import Opened


class Blinders:
    """Follows the readings of the studies that are open.

    Parameters
    ----------
    put_report_down, show_again, load_drawings, take_report_up
        What the program does when the sight of a study changes, in this order: nothing of one sight is left beside
        the other.
    later
        Runs a call when what is under way has ended.
    """

    def __init__(
        self,
        room: ReadingRoom,
        put_report_down: Callable[[], None],
        show_again: Callable[[], None],
        load_drawings: Callable[[str], None],
        take_report_up: Callable[[Role], None],
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        self._room = room
        self._put_report_down, self._show_again = put_report_down, show_again
        self._load_drawings, self._take_report_up, self._later = load_drawings, take_report_up, later
        self._sights: dict[str, str] = {}
        room.changed.connect(self._follow)

    def see(self, opened: Opened) -> Opened:
        """Return what may be seen of what was opened, and remember which sight of it that is."""
        self._sights = {study.header.uid: self._sight(study.header.uid) for study in opened.studies}
        for uid, sight in self._sights.items():
            if not sight and holds_others(opened, uid):
                self._room.note_drawings_seen(uid)
        return without_others(opened, self._room.hides)

    def _sight(self, study_uid: str) -> str:
        """Return which blinded reading a study is seen through: its uid, empty for everything that there is."""
        if not self._room.hides(study_uid):
            return ""
        reading = self._room.blinded(study_uid)
        return "nobody" if reading is None else reading.uid

    def _follow(self, study_uid: str) -> None:
        if study_uid in self._sights and self._sights[study_uid] != self._sight(study_uid):
            self._later(lambda: self._turn(study_uid))

    def _turn(self, study_uid: str) -> None:
        if study_uid not in self._sights or self._sights[study_uid] == self._sight(study_uid):
            return
        concerned = self._sights[study_uid], self._sight(study_uid)
        self._put_report_down()
        self._show_again()
        self._load_drawings(study_uid)
        turns = [one.turn for one in self._room.on_record(study_uid) if one.uid in concerned]
        self._take_report_up(Role.FIRST if turns[-1:] == [Turn.FIRST] else Role.SECOND)
