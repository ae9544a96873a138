"""Every display set of the corpus on a few sheets, to be looked at: ``python -m tests.corpus.contact_sheets OUT``.

The pictures are made by ``main.py render``; nothing here decides what they look like. Look for what is inverted,
stretched, mis-colored, upside down or black.
"""

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.headless.cli import run
from app.headless.opening import opened_at

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SIDE_PX, CAPTION_PX = 480, 22
COLUMNS, ROWS = 4, 3

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture and what it is of."""

    picture: Path
    caption: str


def write_sheets(corpus: Path, out: Path, arguments: Sequence[str] = ()) -> list[Path]:
    """Render the middle image of every display set and put twelve on a sheet; return the sheets."""
    pictures = out / "pictures"
    size = f"{SIDE_PX}x{SIDE_PX}"
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run(["render", str(corpus), "--frame", "middle", "--size", size, "--out", str(pictures), *arguments])
    captions = _captions(corpus)
    cells = [
        Cell(path, captions[int(path.stem.split("-")[0]) - 1])
        for path in map(Path, printed.getvalue().splitlines())
    ]
    return list(_sheets(cells, out))


def _captions(corpus: Path) -> list[str]:
    """Return for each display set, in the order in which they are rendered, where its middle image lies."""
    with opened_at([corpus]) as opened:
        return [
            f"{place} {shown.frames[shown.middle].instance.source.path.relative_to(corpus)}"
            for place, shown in enumerate(
                (shown for study in opened.studies for shown in study.display_sets if shown.frames), start=1
            )
        ]


def _sheets(cells: Sequence[Cell], out: Path) -> Iterator[Path]:
    on_one = COLUMNS * ROWS
    for number, first in enumerate(range(0, len(cells), on_one), start=1):
        path = out / f"sheet-{number:02d}.png"
        cv2.imwrite(str(path), _sheet(cells[first : first + on_one]))
        yield path


def _sheet(cells: Sequence[Cell]) -> Picture:
    high = SIDE_PX + CAPTION_PX
    sheet = np.full((ROWS * high, COLUMNS * SIDE_PX, 3), 60, dtype=np.uint8)
    for place, cell in enumerate(cells):
        top, left = place // COLUMNS * high, place % COLUMNS * SIDE_PX
        shown = cv2.imread(str(cell.picture), cv2.IMREAD_COLOR)
        assert shown is not None, "it has just been written"
        sheet[top + CAPTION_PX : top + high, left : left + SIDE_PX] = shown
        words = cell.caption[-64:]
        cv2.putText(sheet, words, (left + 4, top + 15), cv2.FONT_HERSHEY_PLAIN, 0.9, (255, 255, 255), 1)
    return sheet


def main() -> int:
    """Write the sheets where the command line says."""
    if len(sys.argv) < 2 or not CORPUS.is_dir():
        print(f"python -m tests.corpus.contact_sheets OUT; the corpus is expected at {CORPUS}")
        return 2
    for path in write_sheets(CORPUS, Path(sys.argv[1]), sys.argv[2:]):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
