"""Which objects of a study are documents to be read, not images. PS3.4 B.5."""

from enum import Enum

from viewer.core.study import DisplaySet, Instance

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_REPORTS = f"{_STORAGE}88."
_WAVEFORMS = f"{_STORAGE}9."
_SPECIAL = {f"{_STORAGE}88.59": "Key object selection", f"{_STORAGE}88.67": "Radiation dose report"}


class DocumentKind(Enum):
    """What a document is, in the reader's words."""

    REPORT = "Report"
    PDF = "PDF document"
    CLINICAL = "Clinical document"
    WAVEFORM = "Waveform"
    PLAN = "Treatment plan"


_SINGLE = {
    f"{_STORAGE}104.1": DocumentKind.PDF,
    f"{_STORAGE}104.2": DocumentKind.CLINICAL,
    f"{_STORAGE}481.5": DocumentKind.PLAN,
    f"{_STORAGE}481.8": DocumentKind.PLAN,
}


def document_kind(instance: Instance) -> DocumentKind | None:
    """Return what kind of document an object is, None where it is none that can be opened."""
    uid = instance.sop_class_uid
    if uid.startswith(_REPORTS):
        return DocumentKind.REPORT
    if uid.startswith(_WAVEFORMS):
        return DocumentKind.WAVEFORM
    return _SINGLE.get(uid)


def document_word(instance: Instance) -> str:
    """Return what to call a document, empty for what is none."""
    kind = document_kind(instance)
    return "" if kind is None else _SPECIAL.get(instance.sop_class_uid, kind.value)


def documents_of(shown: DisplaySet) -> tuple[Instance, ...]:
    """Return the documents of a display set."""
    return tuple(instance for instance in shown.instances if document_kind(instance) is not None)
