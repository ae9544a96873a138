"""Files that say they are the same instance (SAFETY H17). PS3.3 C.12.1.1.1: a UID names one content for ever."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from viewer.core.study import Instance
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import opened

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Sifted:
    """Instances, each UID once, and the others beside them.

    Attributes
    ----------
    copies
        Files with the content of one that is kept.
    contradictions
        Files with the UID of one that is kept, and other content or content that was not compared.
    """

    kept: tuple[Instance, ...]
    copies: tuple[Instance, ...] = ()
    contradictions: tuple[Instance, ...] = ()


def sift(instances: Sequence[Instance]) -> Sifted:
    """Return each UID once: of files that share one the first by path is kept, whatever order they came in."""
    if len({instance.sop_instance_uid for instance in instances}) == len(instances):
        return Sifted(tuple(instances))
    by_uid: defaultdict[str, list[Instance]] = defaultdict(list)
    for instance in sorted(instances, key=lambda instance: str(instance.source.path)):
        by_uid[instance.sop_instance_uid].append(instance)
    copies: list[Instance] = []
    contradictions: list[Instance] = []
    for first, *others in by_uid.values():
        for other in others:
            same = first.content_hash and other.content_hash == first.content_hash
            (copies if same else contradictions).append(other)
    return Sifted(tuple(same_uid[0] for same_uid in by_uid.values()), tuple(copies), tuple(contradictions))


def with_content_hashes(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """Return the instances; those that share their UID with another file carry the hash of their content.

    Reads only the files in question, each from its dataset on: file meta information may differ between copies.
    """
    found = tuple(instances)
    counts: defaultdict[str, int] = defaultdict(int)
    for instance in found:
        counts[instance.sop_instance_uid] += 1
    return tuple(
        replace(instance, content_hash=content_hash(instance))
        if counts[instance.sop_instance_uid] > 1 and not instance.content_hash
        else instance
        for instance in found
    )


def content_hash(instance: Instance) -> str:
    """Return the hash of the file's dataset; empty where the file can no longer be read."""
    digest = sha256()
    try:
        with opened(instance.source.path) as file:
            start = find_dataset(file)
            position = 0 if start.is_deflated else start.position
            while piece := start.source.read(position, _PIECE):
                digest.update(piece)
                position += len(piece)
    except (OSError, NotDicomError, UnreadableError):
        return ""
    return digest.hexdigest()
