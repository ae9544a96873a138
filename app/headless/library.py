"""The library without a window: ``main.py import`` and ``main.py library``."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.headless.people import at_work
from app.library.backing_up import back_up, restore
from app.library.catalogue.values import WorklistQuery
from app.library.exporting import export_studies
from app.library.importing import Imported, Importer
from app.library.library import Library
from app.library.opening import open_library
from app.library.rebuilding import rebuild
from app.library.storage import storage_of
from app.library.verifying import verify
from app.readings.library_guard import LibraryAct, LibraryGuard
from app.readings.service import Service, open_service
from app.security.audit_events import Event, EventType
from app.settings import home
from app.work.side_by_side import side_by_side
from app.worklist.permits import masks_of
from app.worklist.sight import found, hidden_files
from viewer.core.wording import iso_date, spoken_name
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
LIBRARY = "library"
_AT_ONCE = 500


def import_here(chosen: argparse.Namespace) -> int:
    """Import folders, files, DICOMDIRs and ZIPs."""
    with at_work(chosen.user) as service:
        guard = LibraryGuard(service.room)
        guard.permit(LibraryAct.IMPORT)
        return _import(chosen, guard)


def _import(chosen: argparse.Namespace, guard: LibraryGuard) -> int:
    with _library() as library, tempfile.TemporaryDirectory(dir=home()) as unpacked:
        found = list_files(chosen.paths, Path(unpacked))
        if not (found.files or found.rejected):
            return _complain("there are no files")
        with side_by_side() as at_once:
            imported = Importer(library, read_headers, at_once).run(found.files, progress=_progress())
        guard.note_imported(imported.studies)
        print(_told(imported))
        for unseen in found.rejected:
            _complain(f"{unseen.path}: {unseen.reason}")
        for refused in imported.rejected:
            _complain(f"{refused.path}: {refused.reason}")
        for refused in imported.quarantined:
            _complain(f"{refused.path}: quarantined: {refused.reason}")
        if imported.stopped:
            _complain(f"the import was stopped: {imported.stopped}; {imported.left} files were not looked at")
        clean = not (found.rejected or imported.rejected or imported.quarantined or imported.stopped)
        return DONE if clean else PROBLEMS


def library_here(chosen: argparse.Namespace) -> int:
    """Do what is asked of the library."""
    if chosen.verb == "restore":
        return _restore(chosen)
    with at_work(chosen.user) as service:
        act, studies = _ACTS[chosen.verb], getattr(chosen, "uids", ())
        LibraryGuard(service.room).permit(act, studies)
        return _VERBS[chosen.verb](chosen, service)


def _list(chosen: argparse.Namespace, service: Service) -> int:
    query, masks = WorklistQuery(text=chosen.find, in_trash=chosen.trash), masks_of(service.room)
    with _library() as library:
        for first in range(0, library.worklist.count(query), _AT_ONCE):
            for row in found(library.worklist, masks, query, first, _AT_ONCE, "").rows:
                fields = (
                    iso_date(row.header.date), "/".join(row.modalities), row.status.title, row.priority.title,
                    str(row.instances), spoken_name(row.patient.name), row.patient.patient_id,
                    row.header.description, row.header.accession, row.uid,
                )  # fmt: skip
                print("\t".join(field.replace("\t", " ") or "-" for field in fields))
    return DONE


def _verify(_: argparse.Namespace, __: Service) -> int:
    with _library() as library, side_by_side() as at_once:
        verified = verify(library, at_once)
        warning = storage_of(library).warning
    print(f"{verified.files} files compared with their checksums; {len(verified.damaged)} damaged")
    for name, why in verified.damaged:
        _complain(f"{name}: {why}")
    for name in verified.unknown:
        _complain(f"{name}: the catalogue does not know this file; main.py library rebuild takes it in")
    if not verified.is_catalogue_sound:
        _complain("the catalogue is damaged; main.py library rebuild makes it again")
    if warning:
        _complain(warning)
    return DONE if verified.is_sound else PROBLEMS


def _rebuild(_: argparse.Namespace, __: Service) -> int:
    with _library() as library, side_by_side() as at_once:
        made = rebuild(library, read_headers, at_once)
    print(f"the catalogue was made again: {made.instances} instances of {made.files} files")
    for problem in made.problems:
        _complain(problem)
    return PROBLEMS if made.problems else DONE


def _backup(chosen: argparse.Namespace, _: Service) -> int:
    with _library():
        made = back_up(home(), chosen.target)
    print(f"{made.files} files backed up, {made.copied} of them new")
    for problem in made.problems:
        _complain(problem)
    return PROBLEMS if made.problems else DONE


def _restore(chosen: argparse.Namespace) -> int:
    """Restore where nothing is kept yet: nobody has an account here before, and the trail that comes back tells it."""
    made = restore(chosen.source, home())
    with closing(open_service(home())) as service:
        service.gate.note(Event.IMPORT, EventType.RESTORED, "C", detail=f"{made.copied} files")
    print(f"{made.copied} of {made.files} files restored")
    for problem in made.problems:
        _complain(problem)
    return PROBLEMS if made.problems else DONE


def _export(chosen: argparse.Namespace, service: Service) -> int:
    hidden = LibraryGuard(service.room).hidden().intersection(chosen.uids)
    with _library() as library:
        left_out = hidden_files(library, hidden)
        made = export_studies(library, chosen.uids, chosen.out, leave_out=left_out)
    print(f"{made.files} files written, with a DICOMDIR")
    for problem in made.problems:
        _complain(problem)
    return PROBLEMS if made.problems else DONE


@contextmanager
def _library() -> Iterator[Library]:
    with side_by_side() as at_once, open_library(home() / LIBRARY, read_headers, at_once) as library:
        for notice in library.notices:
            _complain(notice)
        yield library


def _told(imported: Imported) -> str:
    parts = (
        (len(imported.studies), "studies"),
        (imported.added, "files imported"),
        (imported.duplicates, "here already"),
        (len(imported.quarantined), "quarantined"),
        (len(imported.rejected), "unreadable"),
        (imported.not_dicom, "not DICOM"),
        (imported.left, "left"),
    )
    return ", ".join(f"{count} {what}" for count, what in parts)


def _progress() -> Callable[[Imported], None]:
    """Return what shows progress to a person, and nothing to a script."""

    def show(imported: Imported) -> None:
        if sys.stderr.isatty():
            done = imported.files - imported.left
            sys.stderr.write(f"\r{done} of {imported.files}" + ("\n" if not imported.left else ""))

    return show


def _complain(words: str) -> int:
    print(f"main.py: {words}", file=sys.stderr)
    return PROBLEMS


_VERBS = {
    "list": _list,
    "verify": _verify,
    "rebuild": _rebuild,
    "backup": _backup,
    "export": _export,
}
_ACTS = {
    "list": LibraryAct.LOOK,
    "verify": LibraryAct.VERIFY,
    "rebuild": LibraryAct.REBUILD,
    "backup": LibraryAct.BACK_UP,
    "export": LibraryAct.EXPORT,
}
