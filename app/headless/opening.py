"""Opening without a window: everything at once, in this process."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.readings.service import hidden_studies
from app.readings.sight import without_others
from app.settings import home, why_nothing_is_kept
from viewer.core.study import Instance, Opened, Rejected
from viewer.dicom.contents import with_content_hashes
from viewer.dicom.grouping import group
from viewer.dicom.scan import NotDicom, list_files, read_headers


@contextmanager
def opened_at(places: Sequence[Path]) -> Iterator[Opened]:
    """Yield what is at these places; archives stay unpacked as long. What a blinded reader must not see is left out."""
    private = None if why_nothing_is_kept(home()) else home()
    with tempfile.TemporaryDirectory(dir=private) as unpacked:
        found = list_files(places, Path(unpacked))
        reads = read_headers(found.files)
        instances = [read for read in reads if isinstance(read, Instance)]
        rejected = [read for read in reads if isinstance(read, Rejected)]
        not_dicom = sum(isinstance(read, NotDicom) for read in reads)
        files = len(found.files) + len(found.rejected)
        opened = group(with_content_hashes(instances), [*found.rejected, *rejected], files, not_dicom)
        yield without_others(opened, hidden_studies(home()).__contains__)


def open_here(places: Sequence[Path]) -> Opened:
    """Return what is at these places, for looking at headers only."""
    with opened_at(places) as opened:
        return opened
