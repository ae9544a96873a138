"""One damaged file after the other through everything that the program does with a file. Runs in worker processes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from os import sep
from os.path import realpath
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import numpy as np

from app.documents.reading import draw, read_document
from tests.fuzz.mutations import mutated
from tests.fuzz.watch import watch
from viewer.core.documents import DocumentKind, document_kind
from viewer.core.errors import ViewerError
from viewer.core.study import Instance, Rejected
from viewer.dicom import archive, dicomdir, dump, parametric_maps, segment_planes, segmentations
from viewer.dicom.contents import with_content_hashes
from viewer.dicom.decoding import FrameReader
from viewer.dicom.doses import read_dose
from viewer.dicom.overlays import read_planes
from viewer.dicom.pixels import PixelsError
from viewer.dicom.scan import NotDicom, read_header
from viewer.dicom.structure_sets import read_structures
from viewer.dicom.treatment_plans import read_plan
from viewer.dicom.waveforms import read_waveform
from viewer.render.colors import to_srgb, transform

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_SEGMENTATIONS = (f"{_STORAGE}66.4", f"{_STORAGE}66.7")
_MOST_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to be damaged and tried.

    Attributes
    ----------
    seeds, index
        A file that holds all seeds, and of each its name, place and length there.
    numbers
        Each says which seed and which damage.
    whole_every
        Of how many files one is not only looked at but decoded, drawn and unpacked.
    """

    seeds: Path
    index: tuple[tuple[str, int, int], ...]
    numbers: tuple[int, ...]
    folder: Path
    whole_every: int


@dataclass
class Toll:
    """What became of a batch."""

    tried: Counter[str] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)
    instances: list[Instance] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def damaged(batch: Batch, number: int) -> tuple[str, bytes]:
    """Return a damaged file and the name of its seed."""
    whole = _content(batch.seeds)
    name, start, length = batch.index[number % len(batch.index)]
    _, other, size = batch.index[(number * 7 + number // len(batch.index)) % len(batch.index)]
    return name, mutated(whole[start : start + length], whole[other : other + size], number)


def try_files(batch: Batch) -> Toll:
    """Try every file of a batch and count what became of it."""
    toll, watching = Toll(), watch()
    home = batch.folder / "tried"
    home.mkdir(exist_ok=True)
    watching.inside = realpath(batch.folder) + sep
    watching.outside.clear()
    for number in batch.numbers:
        name, content = damaged(batch, number)
        path = home / str(number)
        path.write_bytes(content)
        started = perf_counter()
        try:
            _try(path, toll, whole=(number // len(batch.index)) % batch.whole_every == 0)
        except Exception as problem:  # every such is a bug: nothing but words may come of a file
            toll.bugs.append(f"{name} {number}: {type(problem).__name__} {problem}")
        toll.slowest = max(toll.slowest, (perf_counter() - started, f"{name} {number}"))
        toll.tried[name] += 1
        path.unlink()
    toll.outside = list(watching.outside)
    watching.inside = ""
    return toll


def _try(path: Path, toll: Toll, *, whole: bool) -> None:
    read = read_header(path)
    if isinstance(read, Rejected) and "makes no sense" in read.reason:
        raise AssertionError(read.reason)
    if isinstance(read, Instance):
        toll.instances.append(read)
    toll.became[_word(read)] += 1
    if whole:
        for look in (*_LOOKS, *(_looks_at(read) if isinstance(read, Instance) else ())):
            _in_words(look, path)


def _word(read: Instance | Rejected | NotDicom) -> str:
    if isinstance(read, Instance):
        return "listed" if read.not_displayable else "shown"
    return "rejected" if isinstance(read, Rejected) else "not DICOM"


def _in_words(look: Callable[[Path], Any], path: Path) -> None:
    """Look at a file; it may be refused in words, and in no other way."""
    try:
        look(path)
    except (ViewerError, PixelsError):
        return


def _looks_at(instance: Instance) -> list[Callable[[Path], Any]]:
    """Return what the program would do with such an instance."""
    looks: list[Callable[[Path], Any]] = []
    if instance.pixels is not None:
        looks += [lambda _: _decode(instance), lambda _: _color(instance)]
    if instance.overlays:
        looks.append(lambda _: read_planes(instance, instance.overlays, 1))
    looks.append(lambda _: with_content_hashes([instance]))
    kind, sop_class = document_kind(instance), instance.sop_class_uid
    if kind is DocumentKind.WAVEFORM:
        looks.append(read_waveform)
    elif kind is not None:
        looks.append(lambda path: _document(path, kind))
    if sop_class in _SEGMENTATIONS:
        looks.append(lambda _: _slab(segmentations, segment_planes, instance))
    if sop_class == f"{_STORAGE}30":
        looks.append(lambda _: _slab(parametric_maps, parametric_maps, instance))
    if sop_class.startswith(f"{_STORAGE}481."):
        looks += [read_structures, read_dose, read_plan]
    return looks


def _decode(instance: Instance) -> None:
    """Decode the first frames, each by itself."""
    with FrameReader(instance) as frames:
        for number in range(1, min(_MOST_FRAMES, instance.pixels.frames if instance.pixels else 0) + 1):
            try:
                frames.frame(number)
            except ViewerError:
                continue


def _color(instance: Instance) -> None:
    """Bring a few colors to the screen's, by the profile that the file holds."""
    for profile in {one.profile for one in instance.descriptions if one.profile is not None}:
        if transform(profile) is not None:
            to_srgb(np.arange(48, dtype=np.uint8).reshape(4, 4, 3), profile)


def _slab(headers: ModuleType, planes: ModuleType, instance: Instance) -> None:
    """Read the first planes of what is laid over images."""
    view = headers.outlook(instance)
    planes.read_slab(instance, view, 0, min(_MOST_FRAMES, view.planes))


def _document(path: Path, kind: DocumentKind) -> None:
    if read_document(path, kind).pages:
        draw(path, 0, 0.5)


def _table_of_contents(path: Path) -> None:
    if dicomdir.is_dicomdir(path):
        dicomdir.referenced_files(path)


def _archive(path: Path) -> None:
    if archive.is_zip(path):
        unpacked = archive.unpack(path, path.parent.parent / "unpacked")
        for file in unpacked.files:
            file.unlink()


_LOOKS: Sequence[Callable[[Path], Any]] = (
    lambda path: list(islice(dump.header_rows(path), 5000)),
    _table_of_contents,
    _archive,
)


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()
