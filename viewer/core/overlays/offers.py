"""Which objects of what was opened can be laid over images, and how far reading them is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from viewer.core.study import DisplaySet, Instance

_STORAGE = "1.2.840.10008.5.1.4.1.1."

KINDS = {
    f"{_STORAGE}66.4": "Segmentation",
    f"{_STORAGE}66.7": "Segmentation",
    f"{_STORAGE}30": "Parametric map",
    f"{_STORAGE}481.3": "Structures",
    f"{_STORAGE}481.2": "Dose",
}
"""What objects of a SOP class lay over images."""


class Progress(Enum):
    """How far reading an object is."""

    NOT_ASKED = "not asked"
    READING = "reading"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Offer:
    """An object that can be laid over images.

    Attributes
    ----------
    done, total
        Parts that were read, while it is being read.
    why
        Why it cannot be laid over images, in words.
    """

    sop_instance_uid: str
    display_set_uid: str
    kind: str
    name: str
    progress: Progress = Progress.NOT_ASKED
    done: int = 0
    total: int = 0
    why: str = ""

    @property
    def words(self) -> str:
        """How far it is, in words; empty where there is nothing to say."""
        if self.progress is Progress.READING:
            return f"reading {self.done} of {self.total}…" if self.total else "reading…"
        return self.why


def laid_by(shown: DisplaySet) -> tuple[Instance, ...]:
    """Return the objects of a display set that can be laid over images."""
    return tuple(instance for instance in shown.instances if instance.sop_class_uid in KINDS)


def offers_of(sets: Iterator[DisplaySet]) -> tuple[Offer, ...]:
    """Return what display sets offer, each object once."""
    found: dict[str, Offer] = {}
    for shown in sets:
        if shown.blocked:
            continue
        objects = laid_by(shown)
        for instance in objects:
            name = shown.series.description or shown.title or KINDS[instance.sop_class_uid]
            if len(objects) > 1 and instance.number is not None:
                name = f"{name} · {instance.number}"
            uid = instance.sop_instance_uid
            found.setdefault(uid, Offer(uid, shown.uid, KINDS[instance.sop_class_uid], name))
    return tuple(found.values())
