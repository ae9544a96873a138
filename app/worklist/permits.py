"""Which right each thing needs that is asked of the library: nothing is asked that does not stand here."""

from collections.abc import Callable, Iterable
from typing import Any

from app.library.catalogue.values import Notes
from app.readings.library_guard import LibraryAct, LibraryGuard
from app.readings.room import ReadingRoom
from app.worklist.progress import seen_blinded

Studies = Callable[[tuple[Any, ...]], Iterable[str]]

_OWN = frozenset({"revision", "follow", "check_all_pages", "import_arrived"})
"""What the program asks and notes of itself, whoever is there: whether anything changed, how far readings are."""

_LOOKING = frozenset(
    {
        "look", "rows_at", "details", "held_of", "known", "read_ahead", "saved_lists", "save_list", "rename_list",
        "remove_list", "storage", "quarantine", "acts",
    }
)  # fmt: skip

_ACTS: dict[str, tuple[LibraryAct, Studies]] = {
    "change": (LibraryAct.NOTE, lambda asked: asked[0]),
    "put_back": (LibraryAct.TAKE_BACK, lambda asked: [uid for uid, _ in asked[0]]),
    "merge_patients": (LibraryAct.RELATE, lambda asked: asked[:2]),
    "split_patient": (LibraryAct.RELATE, lambda asked: asked[0]),
    "take_act_back": (LibraryAct.RELATE, lambda _: ()),
    "discard_apart": (LibraryAct.DISCARD, lambda _: ()),
    "import_places": (LibraryAct.IMPORT, lambda _: ()),
    "export_chosen": (LibraryAct.EXPORT, lambda asked: asked[0]),
    "empty": (LibraryAct.REMOVE, lambda asked: asked[0] or ()),
    "verify_all": (LibraryAct.VERIFY, lambda _: ()),
    "rebuild_all": (LibraryAct.REBUILD, lambda _: ()),
    "back_up_home": (LibraryAct.BACK_UP, lambda _: ()),
    "restore_home": (LibraryAct.RESTORE, lambda _: ()),
}
"""By the function in ``app.worklist.questions`` or ``app.worklist.labours``: what it is, and of which studies."""


class Permits:
    """Asks the service of readings before anything is asked of the library."""

    def __init__(self, guard: LibraryGuard) -> None:
        self.guard = guard

    def __call__(self, name: str, arguments: tuple[Any, ...]) -> bool:
        """Whether to ask at all: there is nobody to answer while the screen is locked.

        Raises
        ------
        ReadingError
            Where whoever is there may not.
        """
        if name in _OWN:
            return True
        if name in _LOOKING:
            if not self.guard.has_somebody():
                return False
            self.guard.permit(LibraryAct.LOOK)
            return True
        act, studies = _ACTS[name]
        self.guard.permit(act, studies(arguments))
        return True


def masks_of(room: ReadingRoom) -> dict[str, Notes]:
    """Return what whoever is there may see in place of the notes of the studies that they read blinded."""
    hidden = (uid for uid in room.hidden_studies() if room.hides(uid))
    return {uid: seen_blinded(room.blinded(uid)) for uid in hidden}
