"""Elements that a maker keeps to itself: found through the block that its creator reserved. PS3.5 7.8.1."""

from viewer.dicom.values import Elements


def private_element(elements: Elements, group: int, creator: str, element: int) -> tuple[bytes, bytes] | None:
    """Return VR and value of a private element; None where its creator reserved no block, or left it out."""
    blocks = tuple((group << 16) | block for block in range(0x10, 0x100))
    reserved, _, _ = elements.part(blocks)
    for block, entry in zip(range(0x10, 0x100), reserved, strict=True):
        if entry is not None and entry[1].strip(b"\0 ") == creator.encode("ascii"):
            (found,), _, _ = elements.part([(group << 16) | (block << 8) | element])
            if found is not None:
                return found
    return None
