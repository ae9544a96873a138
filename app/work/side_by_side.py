"""A few threads for work that waits for the disk, where the caller waits too: commands without a window, imports."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.library.at_once import AtOnce

THREADS = 8


@contextmanager
def side_by_side(threads: int = THREADS) -> Iterator[AtOnce]:
    """Yield a ``map`` that begins with all things at once, as far as threads go; they end with the block."""
    with ThreadPoolExecutor(threads, thread_name_prefix="side by side") as pool:
        try:
            yield pool.map
        finally:
            pool.shutdown(cancel_futures=True)
