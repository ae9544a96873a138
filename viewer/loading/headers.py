"""Looking at files, in a worker process: paths in, findings out."""

from collections.abc import Sequence
from pathlib import Path

from viewer.core.study import Instance, Rejected
from viewer.dicom import contents, scan
from viewer.loading.findings import Headers, Listing


def list_files(places: Sequence[Path], unpack_into: Path | None) -> Listing:
    """Return the files at these places, folders, DICOMDIRs and ZIPs resolved."""
    found = scan.list_files(places, unpack_into)
    return Listing(found.files, found.rejected, found.passed_over)


def read_headers(paths: Sequence[Path]) -> Headers:
    """Return what the headers of these files say."""
    read = scan.read_headers(paths)
    return Headers(
        instances=tuple(one for one in read if isinstance(one, Instance)),
        rejected=tuple(one for one in read if isinstance(one, Rejected)),
        not_dicom=sum(isinstance(one, scan.NotDicom) for one in read),
    )


def with_content_hashes(instances: Sequence[Instance]) -> tuple[Instance, ...]:
    """Return instances that share a UID with the hashes of their content (H17)."""
    return contents.with_content_hashes(instances)
