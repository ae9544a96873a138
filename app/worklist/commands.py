"""Commands about the worklist and the library."""

from collections.abc import Callable, Iterator

from app.commands import Command
from app.worklist.room import WorklistRoom


def worklist_commands(room: WorklistRoom, has_study: Callable[[], bool]) -> Iterator[Command]:
    """Yield what can be reached from the menus of the window; the page itself offers the rest."""
    menu = "&File/Lib&rary"
    yield Command(
        "library.worklist",
        "&Worklist",
        "All studies of the library; the same key goes back to the images",
        room.toggle,
        "&File",
        checked=lambda: room.is_shown,
        icon="worklist",
    )
    yield Command(
        "library.own_window",
        "Worklist in its own &window",
        "Give the worklist a window of its own, on a second screen where there is one, or take it back",
        room.move,
        menu,
    )
    yield Command(
        "library.import_folder",
        "&Import a folder…",
        "Copy a folder, with everything below it, into the library",
        room.receiving.import_folder,
        menu,
        separator_before=True,
    )
    yield Command(
        "library.import_files",
        "Import &files…",
        "Copy files, a DICOMDIR or a ZIP archive into the library",
        room.receiving.import_files,
        menu,
    )
    yield Command(
        "library.import_opened",
        "Import what is &open",
        "Copy the studies that are open into the library",
        room.import_opened,
        menu,
        has_study,
    )
    yield Command(
        "library.storage",
        "&Storage…",
        "Room, verify, rebuild, back up, quarantine, trash",
        room.storage.show,
        menu,
        separator_before=True,
    )
