"""The command line: what it takes, and the headless commands for scripts, teaching departments and tests.

Exit codes: 0 done, 1 done with listed problems, 2 wrong use.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from app.failures import notice_of
from app.headless.people_parser import add_people, add_user
from app.headless.reviews_parser import add_reviews
from app.version import VERSION
from viewer.core.errors import ViewerError

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of all headless commands."""
    top = argparse.ArgumentParser(
        prog="main.py",
        description="Overread: read, measure and report X-ray, CT and MRI studies. "
        "Without a command, opens the window with the folders and files given. "
        "Not a cleared medical device; not for primary diagnosis.",
        epilog="main.py [PATH ...] opens the window. Exit codes: 0 done, 1 done with listed problems, 2 wrong use.",
    )
    top.add_argument("--version", action="version", version=f"Overread {VERSION}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    inspect = commands.add_parser("inspect", help="say what the program makes of a folder or file")
    inspect.add_argument("path", type=Path)
    inspect.add_argument("--json", action="store_true", help="as JSON, for programs")
    _add_render(commands.add_parser("render", help="write pictures, through the same pipeline as the screen"))
    demonstrate = commands.add_parser("demonstrate", help="read the demonstration studies by itself")
    demonstrate.add_argument("--out", type=Path, default=Path("demo-output"))
    add_people(commands)
    add_reviews(commands)
    _add_library(commands)
    return top


def _add_library(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    importing = commands.add_parser("import", help="copy studies into the library, durably")
    add_user(importing)
    importing.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    library = commands.add_parser("library", help="look after the library of imported studies")
    add_user(library)
    verbs = library.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="list studies, newest first")
    listing.add_argument(
        "--find", default="", metavar="WORDS", help="in names, IDs, accessions, descriptions"
    )
    listing.add_argument("--trash", action="store_true", help="what was thrown away instead")
    verbs.add_parser("verify", help="compare every file with its checksum")
    verbs.add_parser("rebuild", help="make the catalogue again from the files")
    backup = verbs.add_parser("backup", help="copy everything that is kept, reports and measurements too")
    backup.add_argument("target", type=Path, metavar="DIR")
    restoring = verbs.add_parser("restore", help="have a backup back, where nothing is kept yet")
    restoring.add_argument("source", type=Path, metavar="DIR")
    handing = verbs.add_parser("export", help="write studies into a folder, with a DICOMDIR")
    handing.add_argument("uids", nargs="+", metavar="UID", help="Study Instance UIDs")
    handing.add_argument("--out", type=Path, required=True, metavar="DIR")


def _add_render(render: argparse.ArgumentParser) -> None:
    render.add_argument("path", type=Path)
    render.add_argument("--out", type=Path, required=True, metavar="DIR")
    render.add_argument("--series", metavar="UID", help="only this Series Instance UID")
    render.add_argument(
        "--frame", metavar="N|middle", help="only the N-th frame in display order, from 1, or the middle one"
    )
    window = render.add_mutually_exclusive_group()
    window.add_argument(
        "--window",
        nargs=2,
        type=float,
        metavar=("CENTER", "WIDTH"),
        help="in the image's own values, such as HU or Bq/ml; for SUV give a preset",
    )
    window.add_argument("--preset", metavar="NAME", help="a window preset of the modality, such as Lung")
    render.add_argument("--size", default="native", metavar="native|WxH")
    render.add_argument(
        "--plain", action="store_true", help="exactly the grey levels or colours, nothing over them"
    )
    render.add_argument(
        "--overlays",
        action="store_true",
        help="lay segmentations, structures, doses and maps over the images",
    )
    render.add_argument(
        "--presented", action="store_true", help="apply the latest presentation state of each image"
    )
    render.add_argument("--format", choices=("png", "jpeg"), default="png")


def run(arguments: Sequence[str]) -> int:
    """Run one headless command and return its exit code. Problems go to stderr, one line each."""
    chosen = parser().parse_args(arguments)
    try:
        return _COMMANDS[chosen.command](chosen)
    except ViewerError as problem:
        print(f"main.py: {problem}", file=sys.stderr)
        return PROBLEMS
    except OSError as problem:
        print(f"main.py: {problem.filename or 'the system'}: {problem.strerror or problem}", file=sys.stderr)
        return PROBLEMS
    except Exception as problem:  # a declared boundary: scripts get a line and a code, never a traceback
        notice = notice_of(problem)
        print(f"main.py: {notice.what}: {notice.why}", file=sys.stderr)
        return PROBLEMS


def _render(chosen: argparse.Namespace) -> int:
    return int(import_module("app.headless.rendering").render(chosen))


def _demonstrate(chosen: argparse.Namespace) -> int:
    return int(import_module("app.headless.demonstrate").demonstrate(chosen.out))


def _inspect(chosen: argparse.Namespace) -> int:
    inspection = import_module("app.headless.inspection")
    opened = import_module("app.headless.opening").open_here([chosen.path])
    described = inspection.describe(opened)
    if chosen.json:
        print(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        print(inspection.as_text(described))
    for bad in described["unreadable"]:
        print(f"main.py: {bad['file']}: {bad['reason']}", file=sys.stderr)
    if not described["counts"]["files"]:
        print(f"main.py: {chosen.path}: there are no files", file=sys.stderr)
    return PROBLEMS if described["unreadable"] or not described["counts"]["files"] else DONE


def _people(chosen: argparse.Namespace) -> int:
    return int(getattr(import_module("app.headless.people"), f"{chosen.command}_command")(chosen))


def _review(chosen: argparse.Namespace) -> int:
    return int(import_module("app.headless.reviews").review_command(chosen))


def _import(chosen: argparse.Namespace) -> int:
    return int(import_module("app.headless.library").import_here(chosen))


def _library(chosen: argparse.Namespace) -> int:
    return int(import_module("app.headless.library").library_here(chosen))


_COMMANDS = {
    "inspect": _inspect,
    "render": _render,
    "demonstrate": _demonstrate,
    "report": _people,
    "reading": _people,
    "account": _people,
    "audit": _people,
    "review": _review,
    "import": _import,
    "library": _library,
}
COMMANDS = tuple(_COMMANDS)
