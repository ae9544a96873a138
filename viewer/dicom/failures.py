"""Why a file could not be read, in words that name the element and hold nothing of the patient."""

from pydicom.datadict import dictionary_description, dictionary_has_tag

from viewer.core.errors import ViewerError


class NotDicomError(ViewerError):
    """The file is something else."""

    def __init__(self, why: str = "it neither carries the DICOM mark nor starts like a dataset") -> None:
        super().__init__("This is not a DICOM file", why=why, remedy="Open the images it belongs to, if any")


class UnreadableError(ViewerError):
    """The file claims to be DICOM and cannot be read.

    Attributes
    ----------
    reason
        Which element, what was found. For the list of files that are not shown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The file cannot be read",
            why=reason,
            remedy="Look at what its header still shows, or ask for it to be sent again",
        )
        self.reason = reason


def name_of(tag: int) -> str:
    """Return an element as people write it: ``(0028,0010) Rows``."""
    number = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
    if dictionary_has_tag(tag):
        return f"{number} {dictionary_description(tag)}"
    return f"{number} private element" if tag >> 16 & 1 else number
