"""Instances written so that a study is reopened without reading a header: what many have in common only once.

An instance is split into its heading, which the images of a series usually share, and its own part: UID, number,
place in the patient, what differs from image to image. Nothing depends on the guess of what differs: what does not
fit into the own part makes another heading.

Values are written by class name and by position, and a fingerprint of the classes stands beside them: where a newer
program has other classes, it reads the headers again instead (``form``).
"""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args, get_type_hints

from viewer.core.plain import EncodingError
from viewer.core.study import Instance
from viewer.core.windowing import Rescale


def _reachable(kind: type) -> dict[str, type]:
    """Return every class of values that an instance may hold, by name; of two with one name, by a longer one."""
    found: dict[str, type] = {}
    seen: set[object] = set()
    waiting: list[object] = [kind]
    while waiting:
        hint = waiting.pop()
        waiting += get_args(hint)
        if not isinstance(hint, type) or hint in seen:
            continue
        seen.add(hint)
        if is_dataclass(hint):
            waiting += get_type_hints(hint).values()
        elif not issubclass(hint, Enum):
            continue
        found[f"{hint.__module__}.{hint.__name__}"] = hint
    return {_name(long, found): kind for long, kind in found.items()}


def _name(long: str, found: dict[str, type]) -> str:
    short = long.rpartition(".")[2]
    return long if sum(other.endswith(f".{short}") for other in found) > 1 else short


_KNOWN = _reachable(Instance)
_NAMES = {kind: name for name, kind in _KNOWN.items()}
_FIELDS = {name: fields(found) for name, found in _KNOWN.items() if is_dataclass(found)}
_MEMBERS = {name: found.__members__ for name, found in _KNOWN.items() if issubclass(found, Enum)}
_DAYS: dict[str, type[datetime] | type[date] | type[time]] = {
    "datetime": datetime,
    "date": date,
    "time": time,
}

FORM = sha256(
    json.dumps(
        {
            name: [entry.name for entry in _FIELDS[name]] if name in _FIELDS else list(_MEMBERS[name])
            for name in sorted(_KNOWN)
        }
    ).encode()
).hexdigest()[:12]
"""A fingerprint of all classes that may be written."""

VARYING = frozenset(
    {
        "ExposureTime", "XRayTubeCurrent", "Exposure", "AcquisitionTime", "AcquisitionNumber", "ContentDate",
        "ContentTime", "SliceLocation", "TriggerTime", "TemporalPositionIdentifier", "EchoNumbers", "EchoTime",
        "ImageComments",
    }
)  # fmt: skip
"""Attributes that are kept with each instance."""

_NOWHERE = Path()
_BARE_MAP = Rescale()


@dataclass(frozen=True, slots=True)
class Parted:
    """An instance as it is written.

    Attributes
    ----------
    digest
        Of the heading: equal headings have equal digests.
    heading, own
        What is shared, compressed; what is not, as JSON.
    """

    digest: bytes
    heading: bytes
    own: str


class Parting:
    """Parts instances; remembers the heading it saw last, which the next instance usually has too."""

    def __init__(self) -> None:
        self._seen: dict[Instance, tuple[bytes, bytes]] = {}

    def part(self, instance: Instance) -> Parted:
        """Return an instance in its two parts. Where its file lies is not in them."""
        shared, own = _parted(instance)
        written = self._seen.get(shared)
        if written is None:
            plain = json.dumps(_to_plain(shared), separators=(",", ":"), allow_nan=False).encode()
            written = sha256(FORM.encode() + plain).digest(), zlib.compress(plain, 6)
            if len(self._seen) > 64:
                self._seen.clear()
            self._seen[shared] = written
        return Parted(*written, json.dumps(own, separators=(",", ":"), allow_nan=False))


def heading_of(written: bytes) -> Instance:
    """Return the instance without its own part that a heading stands for.

    Raises
    ------
    EncodingError
        For what ``Parting`` of this form did not write.
    """
    try:
        found = _from_plain(json.loads(zlib.decompress(written)))
    except (zlib.error, ValueError, TypeError, KeyError, IndexError) as error:
        raise EncodingError("a heading cannot be read") from error
    if not isinstance(found, Instance):
        raise EncodingError("a heading is no instance")
    return found


def joined(shared: Instance, own: str, path: Path, offset: int, length: int | None) -> Instance:
    """Return the instance that a heading and its own part stand for, its pixels at an offset of a file.

    Raises
    ------
    EncodingError
    """
    try:
        uid, number, content_hash, varying, frame, pet = json.loads(own)
        descriptions = shared.descriptions
        if frame is not None:
            plane, dimensions, modality_map = frame
            descriptions = (
                replace(
                    descriptions[0],
                    plane=_from_plain(plane),
                    dimensions=_from_plain(dimensions),
                    modality_map=_from_plain(modality_map),
                ),
            )
        return replace(
            shared,
            sop_instance_uid=uid,
            number=number,
            content_hash=content_hash,
            source=replace(shared.source, path=path, offset=offset, length=length),
            descriptions=descriptions,
            attributes=_woven(shared.attributes, varying),
            pet=_from_plain(pet),
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise EncodingError("an instance cannot be read") from error


def _parted(instance: Instance) -> tuple[Instance, list[object]]:
    descriptions, frame = instance.descriptions, None
    if len(descriptions) == 1:
        one = descriptions[0]
        frame = [_to_plain(one.plane), _to_plain(one.dimensions), _to_plain(one.modality_map)]
        descriptions = (replace(one, plane=None, dimensions=(), modality_map=_BARE_MAP),)
    varying = {name: text for name, text in instance.attributes if name in VARYING}
    blanked = tuple((name, "" if name in VARYING else text) for name, text in instance.attributes)
    shared = replace(
        instance,
        sop_instance_uid="",
        number=None,
        content_hash="",
        source=replace(instance.source, path=_NOWHERE, offset=-1, length=None),
        descriptions=descriptions,
        attributes=blanked,
        pet=None,
    )
    own = [
        instance.sop_instance_uid,
        instance.number,
        instance.content_hash,
        list(varying.values()),
        frame,
        _to_plain(instance.pet),
    ]
    return shared, own


def _woven(blanked: tuple[tuple[str, str], ...], varying: list[str]) -> tuple[tuple[str, str], ...]:
    """Return attributes with those of the instance put where they were, so that order stays."""
    texts = iter(varying)
    return tuple((name, next(texts) if name in VARYING else text) for name, text in blanked)


def _to_plain(value: object) -> Any:
    """Return a value as JSON: {class: fields by position}, trailing defaults left out; tuples as lists."""
    if value is None or (isinstance(value, str | bool | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum) and type(value) in _NAMES:
        return {_NAMES[type(value)]: value.name}
    if isinstance(value, tuple):
        return [_to_plain(part) for part in value]
    if isinstance(value, frozenset):
        return {"frozenset": sorted((_to_plain(part) for part in value), key=json.dumps)}
    if isinstance(value, Path):
        return {"Path": str(value)}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode("ascii")}
    for day, kind in _DAYS.items():
        if type(value) is kind:
            return {day: value.isoformat()}
    if type(value) not in _NAMES:
        raise EncodingError(f"{type(value).__name__} is not among the values of a header")
    name = _NAMES[type(value)]
    parts = [_to_plain(getattr(value, entry.name)) for entry in _FIELDS[name]]
    for entry in reversed(_FIELDS[name]):
        default = entry.default
        if default is MISSING or getattr(value, entry.name) != default or not parts:
            break
        parts.pop()
    return {name: parts}


def _from_plain(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([_from_plain(part) for part in plain])
    if not isinstance(plain, dict):
        return plain
    ((name, content),) = plain.items()
    if name in _FIELDS:
        return _KNOWN[name](*[_from_plain(part) for part in content])
    if name in _MEMBERS:
        return _MEMBERS[name][content]
    if name == "frozenset":
        return frozenset(_from_plain(part) for part in content)
    if name == "Path":
        return Path(content)
    if name == "bytes":
        return b64decode(content)
    return _DAYS[name].fromisoformat(content)
