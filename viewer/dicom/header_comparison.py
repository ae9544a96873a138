"""Two headers side by side: which elements are the same, which differ, which only one of them has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from viewer.dicom.header_row import HeaderRow


class Difference(Enum):
    """What became of an element of the first header in the second."""

    NONE = "the same"
    VALUE = "another value"
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One element of either header, or the same element of both."""

    first: HeaderRow | None
    second: HeaderRow | None

    @property
    def row(self) -> HeaderRow:
        """The element, in the first header that has it."""
        found = self.first or self.second
        assert found is not None
        return found

    @property
    def depth(self) -> int:
        """As of header rows: 0 at the top; 1 for items …"""
        return self.row.depth

    @property
    def difference(self) -> Difference:
        """Whether the values are the same. Lengths are not compared: padding says nothing."""
        if self.second is None:
            return Difference.ONLY_FIRST
        if self.first is None:
            return Difference.ONLY_SECOND
        is_same = (self.first.value, self.first.digest) == (self.second.value, self.second.digest)
        return Difference.NONE if is_same else Difference.VALUE

    @property
    def values(self) -> tuple[str, str]:
        """Both values, for the reader; they say so where they differ beyond what is shown."""
        first, second = (row.value if row else "" for row in (self.first, self.second))
        if self.difference is Difference.VALUE and first == second:
            return f"{first} (differs where it is not shown)", f"{second} (differs where it is not shown)"
        return first, second


def compare(first: Sequence[HeaderRow], second: Sequence[HeaderRow]) -> tuple[ComparedRow, ...]:
    """Return the elements of two headers together, in file order.

    Elements are the same where their tags are, in items of the same number of the same sequence.
    """
    return tuple(_merged(_tree(first), _tree(second)))


_Key = tuple[str, int]
"""A tag, and how often it came before in the same dataset or sequence."""


@dataclass(slots=True)
class _Node:
    row: HeaderRow | None
    below: "dict[_Key, _Node]" = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)


def _tree(rows: Sequence[HeaderRow]) -> dict[_Key, _Node]:
    above = [_Node(None)]
    for row in rows:
        depth = min(row.depth, len(above) - 1)
        del above[depth + 1 :]
        parent, node = above[depth], _Node(row)
        parent.below[row.tag, parent.seen[row.tag]] = node
        parent.seen[row.tag] += 1
        above.append(node)
    return above[0].below


def _merged(first: Mapping[_Key, _Node], second: Mapping[_Key, _Node]) -> Iterator[ComparedRow]:
    for key in _together(list(first), list(second)):
        one, other = first.get(key), second.get(key)
        yield ComparedRow(one.row if one else None, other.row if other else None)
        yield from _merged(one.below if one else {}, other.below if other else {})


def _together(first: Sequence[_Key], second: Sequence[_Key]) -> Iterator[_Key]:
    """Yield the keys of both, each once, in the order of the first; what only the second has, where its tag belongs."""
    in_first = set(first)
    new = [key for key in second if key not in in_first]
    index = 0
    for key in first:
        while index < len(new) and new[index] < key:
            yield new[index]
            index += 1
        yield key
    yield from new[index:]
