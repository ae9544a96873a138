"""Images of a series, read quickly: what they share is made once, and only what each has of its own is read again.

What is shared is made without a look at what each has of its own: asking for that ends the attempt, and the series is
read one image after the other. It is kept under the raw values of every element that was asked for, so that two
images share it only where their headers agree byte by byte in all that it was made of.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pydicom.datadict import keyword_dict

from viewer.core.geometry import PlaneGeometry
from viewer.core.study import FrameDescription, Instance
from viewer.dicom.elements import Raw
from viewer.dicom.failures import UnreadableError
from viewer.dicom.header import Object, instance_of, is_there, lossy_of, object_in
from viewer.dicom.header_identity import steady_attributes, varying_attributes
from viewer.dicom.layouts import Layouts
from viewer.dicom.orientation import is_within_reach
from viewer.dicom.sources import opened, said_by_system
from viewer.dicom.values import Elements

_POSITION = keyword_dict["ImagePositionPatient"]
_SERIES = keyword_dict["SeriesInstanceUID"]
_ORIGIN: Raw = (b"DS", b"0\\0\\0 ")
_OWN = frozenset(
    keyword_dict[name]
    for name in (
        "SOPInstanceUID",
        "InstanceNumber",
        "ContentDate",
        "ContentTime",
        "AcquisitionTime",
        "SliceLocation",
        "ExposureTime",
        "XRayTubeCurrent",
        "Exposure",
    )
)
"""Elements that nothing but the image's own identity and its corner text is made of."""

_MOST_KINDS = 256
_TRUST, _LEARNING = 8, -3
"""How long a series whose images share nothing is tried: to learn costs as much as three images gain."""

_PLACEHOLDER = {keyword_dict["SOPInstanceUID"]: (b"UI", b"0.0\0")}

Key = tuple[Any, ...]


class _OwnAskedForError(LookupError):
    """What images share was to be made of something that each has of its own."""


class _Watched(dict[int, Raw]):
    """Elements that note which of them are asked for, and do not tell what each image has of its own."""

    def __init__(self, raw: dict[int, Raw], asked: set[int]) -> None:
        super().__init__(raw)
        self._asked = asked
        if _POSITION in self:
            self[_POSITION] = _ORIGIN

    def get(self, tag: int, otherwise: Any = None) -> Any:
        """Return an element and note that it was asked for."""
        self._note(tag)
        return super().get(tag, otherwise)

    def __contains__(self, tag: object) -> bool:
        self._note(tag)
        return super().__contains__(tag)

    def _note(self, tag: object) -> None:
        if tag in _OWN:
            raise _OwnAskedForError
        if isinstance(tag, int) and tag != _POSITION:
            self._asked.add(tag)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the images of a series have in common, and how many of its attributes come before their own."""

    values: dict[str, Any]
    description: FrameDescription
    described: dict[str, Any]
    steady: int


class SeriesReader:
    """Reads instances one after the other, and remembers what those of a series share."""

    def __init__(self) -> None:
        self._layouts = Layouts()
        self._asked: set[int] = set()
        self._shared: dict[Key, _Shared] = {}
        self._luck: dict[bytes, int] = {}

    def read(self, path: Path) -> Instance:
        """Return what the header of a file says, exactly as ``header.read_instance`` does.

        Raises
        ------
        NotDicomError, UnreadableError
            As there.
        """
        try:
            with opened(path) as file:
                found = object_in(path, file, self._layouts.read_plain)
                return self._sibling(found) or instance_of(found)
        except OSError as problem:
            raise UnreadableError(said_by_system(problem)) from problem

    def _sibling(self, found: Object) -> Instance | None:
        """Return an image that differs from one before in what is its own only; None for any other."""
        values = found.level.values
        series = values.get(_SERIES, (b"", b""))[1]
        if not series or not found.level.pixel_tag or found.start.is_deflated:
            return None
        if series not in self._luck:  # the first of its series: perhaps there are no others
            self._luck[series] = _TRUST
            return None
        if self._luck[series] < 0:
            return None
        shared = self._shared.get(self._key(found))
        self._luck[series] += _LEARNING if shared is None else 1
        shared = shared or self._learn(found)
        if shared is None:
            return None
        problems = found.own.problems
        before = len(problems)
        made = _made(found, shared)
        if len(problems) > before:  # to be said in their place among those of the whole header
            del problems[before:]
            return None
        return made

    def _key(self, found: Object) -> Key:
        asked, level, start = self._asked, found.level, found.start
        return (
            level.pixel_tag,
            level.pixel_length is None,
            _POSITION in level.values,
            start.transfer_syntax_uid,
            start.encoding,
            start.problems,
            tuple([item for item in level.values.items() if item[0] in asked]),
        )

    def _learn(self, found: Object) -> _Shared | None:
        """Make what an image shares with others; None where it cannot be told from what is its own."""
        asked = set(self._asked)
        shared = _shared_part(found, asked)
        if shared is None:
            return None
        if asked != self._asked or len(self._shared) >= _MOST_KINDS:
            self._asked = asked
            self._shared.clear()  # they were kept under fewer elements, or there are too many
        self._shared[self._key(found)] = shared
        return shared


def _shared_part(found: Object, asked: set[int]) -> _Shared | None:
    watched = Elements(_Watched(found.level.values, asked), found.start.encoding)
    watched.problems.extend(found.start.problems)
    own = Elements(_PLACEHOLDER, found.start.encoding)
    try:
        made = instance_of(replace(found, elements=watched, own=own))
    except _OwnAskedForError:
        return None
    if made.pixels is None or made.pixels.frames != 1 or len(made.descriptions) != 1 or made.mosaic:
        return None
    about_others = made.presentation or made.key_objects or made.registration or made.mappings
    if about_others or not is_there(found, made.pixels):
        return None
    description = made.descriptions[0]
    if description.plane is not None and description.plane.origin_lps != (0.0, 0.0, 0.0):
        return None
    return _Shared(
        {one.name: getattr(made, one.name) for one in fields(made)},
        description,
        {one.name: getattr(description, one.name) for one in fields(description)},
        len(steady_attributes(watched)),
    )


def _made(found: Object, shared: _Shared) -> Instance | None:
    """Return an instance of what is shared and what is its own; None where the two do not fit."""
    own, values = found.own, shared.values
    position = own.numbers("ImagePositionPatient")
    uid, number, varying = own.text("SOPInstanceUID"), own.integer("InstanceNumber"), varying_attributes(own)
    if not uid or (position and not is_within_reach(position)) or not is_there(found, values["pixels"]):
        return None
    attributes, steady = values["attributes"], shared.steady
    plane = shared.description.plane
    descriptions = values["descriptions"]
    if plane is not None:
        if not position:
            return None
        x, y, z = position
        plane = PlaneGeometry(
            (x, y, z),
            plane.right,
            plane.down,
            plane.column_spacing_mm,
            plane.row_spacing_mm,
            plane.in_patient,
        )
        descriptions = (FrameDescription(**{**shared.described, "plane": plane}),)
    return Instance(
        **{
            **values,
            "sop_instance_uid": uid,
            "number": number,
            "source": found.source,
            "descriptions": descriptions,
            "attributes": attributes[:steady] + varying + attributes[steady:],
            "lossy": lossy_of(found) if found.source.encapsulated else values["lossy"],
        }
    )
