"""What private elements are called, as far as their creators are known. PS3.5 7.8."""

from pydicom.datadict import private_dictionary_description, private_dictionary_VR

_FIRST_BLOCK, _LAST_BLOCK = 0x10, 0xFF


class PrivateNames:
    """Names of private elements during a walk: blocks belong to whoever reserved them in the same dataset or item.

    Depths are those of the walk: 0 for the dataset, 1 for the items of its sequences …
    """

    def __init__(self) -> None:
        self._creators: list[dict[tuple[int, int], str]] = [{}]

    def enter(self, depth: int) -> None:
        """Begin an item at a depth: nothing is reserved in it yet."""
        del self._creators[depth:]
        self._creators += [{} for _ in range(depth + 1 - len(self._creators))]

    @staticmethod
    def is_creator(tag: int) -> bool:
        """Whether an element reserves a block."""
        return bool(tag >> 16 & 1) and _FIRST_BLOCK <= tag & 0xFFFF <= _LAST_BLOCK

    def learn(self, depth: int, tag: int, creator: str) -> None:
        """Take down who reserved a block."""
        self._level(depth)[tag >> 16, tag & 0xFFFF] = creator.strip()

    def creator(self, depth: int, tag: int) -> str:
        """Return who reserved the block of a private element, empty where nobody did."""
        return self._level(depth).get((tag >> 16, tag >> 8 & 0xFF), "")

    def name(self, depth: int, tag: int) -> str:
        """Return what a private element is called."""
        if self.is_creator(tag):
            return "Private Creator"
        creator = self.creator(depth, tag)
        if not creator:
            return "Private element"
        try:
            return f"{private_dictionary_description(tag, creator)} ({creator})"
        except KeyError:
            return f"Private element ({creator})"

    def vr(self, depth: int, tag: int) -> bytes:
        """Return the VR of a private element that does not give it; UN where nobody knows."""
        if self.is_creator(tag):
            return b"LO"
        try:
            return private_dictionary_VR(tag, self.creator(depth, tag)).encode()[:2]
        except KeyError:
            return b"UN"

    def _level(self, depth: int) -> dict[tuple[int, int], str]:
        while len(self._creators) <= depth:
            self._creators.append({})
        return self._creators[depth]
