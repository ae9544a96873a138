"""Which frames of which objects an item refers to. PS3.3 10.3, 10.8."""

from collections.abc import Iterable

from viewer.core.presentation import References
from viewer.dicom.values import Elements

MOST_REFERENCES = 1_000_000
"""More than any study holds; a longer list is cut off (SAFETY F16)."""


def references_of(items: Iterable[Elements]) -> References:
    """Return what items with a Referenced SOP Instance UID (0008,1155) refer to; frames where they name some."""
    whole: set[str] = set()
    frames: set[tuple[str, int]] = set()
    for item in items:
        uid = item.text("ReferencedSOPInstanceUID")
        numbers = item.numbers("ReferencedFrameNumber")
        if uid and numbers:
            frames.update((uid, int(number)) for number in numbers if 1 <= number < 2**31)
        elif uid:
            whole.add(uid)
        if len(whole) + len(frames) > MOST_REFERENCES:
            break
    return References(frozenset(whole), frozenset(frames))


def images_of(item: Elements) -> References | None:
    """Return the images that an item of a presentation state is for, None where it is for all of them."""
    listed = item.items("ReferencedImageSequence")
    return references_of(listed) if listed else None
