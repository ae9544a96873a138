"""Headers of files that nobody vouches for, read in worker processes while a thread of ours waits for them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from viewer.core.study import Instance, Rejected
from viewer.loading.calls import Call
from viewer.loading.findings import Headers, Listing
from viewer.loading.jobs import WorkerDiedError

_HEADERS = "viewer.loading.headers"
_HANDFUL_SECONDS, _FILE_SECONDS, _LISTING_SECONDS = 60.0, 20.0, 3600.0
_MOST = 64

WaitFor = Callable[..., Any]
"""``BackgroundJobs.wait_for``."""


class ReadApart:
    """Reads headers in a worker process; where one dies of a file, that file is named and the others are read."""

    def __init__(self, wait_for: WaitFor) -> None:
        self._wait_for = wait_for

    def __call__(self, paths: Sequence[Path]) -> Headers:
        instances: list[Instance] = []
        rejected: list[Rejected] = []
        not_dicom = 0
        waiting = [tuple(paths[start : start + _MOST]) for start in range(0, len(paths), _MOST)]
        while waiting:
            some = waiting.pop(0)
            seconds = _HANDFUL_SECONDS if len(some) > 1 else _FILE_SECONDS
            try:
                headers: Headers = self._wait_for(Call(_HEADERS, "read_headers", (some,)), seconds=seconds)
            except WorkerDiedError as problem:
                if len(some) > 1:
                    half = len(some) // 2
                    waiting[:0] = [some[:half], some[half:]]
                else:
                    rejected.append(Rejected(some[0], f"its header cannot be read: {problem}", is_dicom=True))
                continue
            instances += headers.instances
            rejected += headers.rejected
            not_dicom += headers.not_dicom
        return Headers(tuple(instances), tuple(rejected), not_dicom)

    def listed(self, places: Sequence[Path], unpack_into: Path | None) -> Listing:
        """Return the files at places; discs and archives are looked into in a worker process too."""
        listing: Listing = self._wait_for(
            Call(_HEADERS, "list_files", (tuple(places), unpack_into)), seconds=_LISTING_SECONDS
        )
        return listing
