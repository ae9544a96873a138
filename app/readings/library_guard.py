"""The library behind the service: nobody acts on it, in the window or by a command, but what is asked here first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.readings.room import ReadingRoom
from app.security.audit_events import Event, EventType, Outcome
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Right


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act on the library needs, and how it is written down; one without an event is not."""

    right: Right
    event: Event | None = None
    kind: EventType | None = None
    action: str = "E"
    words: str = ""


class LibraryAct(Enum):
    """Something that is done with the library."""

    LOOK = Deed(Right.BROWSE)
    IMPORT = Deed(Right.IMPORT, Event.IMPORT, None, "C", "begun")
    NOTE = Deed(Right.NOTE, Event.PROCEDURE, EventType.NOTED, "U")
    TAKE_BACK = Deed(Right.NOTE, Event.PROCEDURE, EventType.NOTED, "U", "taken back")
    RELATE = Deed(Right.RELATE, Event.PROCEDURE, EventType.RELATED, "U")
    EXPORT = Deed(Right.HAND_OUT, Event.EXPORT, None, "R", "studies")
    REMOVE = Deed(Right.REMOVE, Event.DELETED, None, "D")
    DISCARD = Deed(
        Right.REMOVE, Event.PROCEDURE, EventType.LOOKED_AFTER, "D", "files in quarantine discarded"
    )
    VERIFY = Deed(Right.MAINTAIN, Event.PROCEDURE, EventType.LOOKED_AFTER, "R", "verified")
    REBUILD = Deed(Right.MAINTAIN, Event.PROCEDURE, EventType.LOOKED_AFTER, "U", "catalogue made again")
    BACK_UP = Deed(Right.MAINTAIN, Event.EXPORT, EventType.BACKED_UP, "R")
    RESTORE = Deed(Right.MAINTAIN, Event.IMPORT, EventType.RESTORED, "C")


NOTING = frozenset({LibraryAct.NOTE, LibraryAct.TAKE_BACK})
WHOLE = frozenset({LibraryAct.BACK_UP, LibraryAct.RESTORE})
"""Acts that hand out everything there is, reports and drawings of others too."""


class LibraryGuard:
    """Checks role and blinding before anything is done with the library, and writes down what is."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room, self._gate = room, room.gate

    def has_somebody(self) -> bool:
        """Whether anybody is there to be answered: nobody is while the screen is locked."""
        return self._gate.person.value is not None and not self._gate.locked.value

    def hidden(self) -> frozenset[str]:
        """Return the studies whose notes and objects of others whoever is there must not see."""
        return frozenset(uid for uid in self._room.hidden_studies() if self._room.hides(uid))

    def note_imported(self, study_uids: Iterable[str]) -> None:
        """Write down which studies came of an import."""
        studies = tuple(sorted(study_uids))
        if studies:
            self._note(LibraryAct.IMPORT.value, studies, "imported", Outcome.DONE)

    def permit(self, act: LibraryAct, study_uids: Iterable[str] = ()) -> None:
        """Let something be done, and write it down; a refusal is written down too.

        Raises
        ------
        ReadingError
            Where nobody is there, the role may not, or a blinded reader would learn what others found.
        """
        deed, studies = act.value, tuple(study_uids)
        self._gate.require(deed.right)
        try:
            self._check_blinding(act, studies)
        except ReadingError as refusal:
            self._note(deed, studies, refusal.why, Outcome.REFUSED)
            raise
        if deed.event is not None:
            self._note(deed, studies, deed.words, Outcome.DONE)

    def _check_blinding(self, act: LibraryAct, study_uids: tuple[str, ...]) -> None:
        if act not in NOTING | WHOLE:
            return
        hidden = self.hidden()
        if act in WHOLE and hidden:
            raise _blinded("A backup holds what others found; make it when the reading is signed")
        if act in NOTING and not hidden.isdisjoint(study_uids):
            raise _blinded("Note it when the reading is signed")

    def _note(self, deed: Deed, study_uids: tuple[str, ...], detail: str, outcome: Outcome) -> None:
        event = deed.event or Event.ALERT
        with self._room.in_one_turn():
            for uid in study_uids or ("",):
                self._gate.note(event, deed.kind, deed.action, outcome, study_uid=uid, detail=detail)


def _blinded(remedy: str) -> ReadingError:
    return ReadingError(
        Refusal.BLINDED, "That was not done", why="a study is still to be read blinded", remedy=remedy
    )
