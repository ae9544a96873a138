"""One element of a header as it is shown. Known to the process that reads files and to the one that shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One element as it is shown.

    Attributes
    ----------
    depth
        0 at the top; 1 for the items of a sequence, 2 for what is in them …
    tag
        As people write it: (0010,0010). Empty for a remark on the file itself.
    length
        Bytes; None for undefined length and for remarks.
    digest
        What tells values apart that are too long to be shown whole; empty for others, or where nobody asked.
    """

    depth: int
    tag: str
    vr: str
    length: int | None
    name: str
    value: str
    digest: str = ""
