"""Structured reports opened from files, and questions asked of their tree."""

from pathlib import Path

from pydicom import Dataset, dcmread
from pydicom.config import disable_value_validation
from pydicom.sr.coding import Code

from reporting.export import codes
from reporting.export.errors import SrError
from reporting.export.sr_tree import SrNode, items_of, read_tree, text_of

LARGEST_BYTES = 64 * 2**20


def open_document(path: Path) -> Dataset:
    """Return a structured report from a file.

    Raises
    ------
    SrError
        Where it is none, cannot be read, is too large or nested too deeply. Files nobody vouches for are first
        looked through for nesting by viewer.dicom; this only makes sure that nothing worse than an error comes.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _unreadable(f"it is larger than {LARGEST_BYTES // 2**20} MiB")
        with disable_value_validation():  # its complaints quote values into the log
            document = dcmread(path)
    except SrError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except Exception as error:  # a boundary: what a damaged file makes the parser raise is not of one kind
        raise _unreadable(f"it is not a readable DICOM file ({type(error).__name__})") from error
    if not items_of(document, "ContentSequence") and not text_of(document, "ValueType"):
        raise _unreadable("it is a DICOM file without a content tree")
    return document


def tree_of(document: Dataset) -> SrNode:
    """Return the content of any structured report, bounded."""
    try:
        with disable_value_validation():
            return read_tree(document)
    except RecursionError:
        raise _too_deep() from None


def all_of(node: SrNode, code: Code) -> list[SrNode]:
    """Return the items below that are about a concept."""
    return [child for child in node.children if is_about(child, code)]


def first_of(node: SrNode, code: Code) -> str:
    """Return what the first item below about a concept says; empty where there is none."""
    return next((child.value for child in all_of(node, code)), "")


def is_answered(node: SrNode, question: Code, answer: Code) -> bool:
    """Whether an item below answers a question with this code."""
    return any(child.code is not None and codes.same(child.code, answer) for child in all_of(node, question))


def is_about(node: SrNode, code: Code) -> bool:
    """Whether an item is about a concept."""
    return node.concept is not None and codes.same(node.concept, code)


def unix(words: str) -> str:
    """Return words with line ends as the program has them."""
    return words.replace("\r\n", "\n")


def _too_deep() -> SrError:
    return _unreadable("its sequences are nested too deeply (more than 64)")


def _unreadable(why: str) -> SrError:
    return SrError(
        "The structured report was not read", why=why, remedy="Ask for the report to be sent again"
    )
