"""The content of files that say they are the same instance, to be compared (SAFETY H17)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from viewer.core.study import Instance
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import opened

_PIECE = 1 << 20


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
