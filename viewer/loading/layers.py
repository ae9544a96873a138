"""Reading what objects lay over images: who reads which object, and what is said meanwhile.

A producer turns an instance (SEG, RTSTRUCT, RTDOSE, parametric map …) into overlay layers. It reads in worker
processes and threads only, tells how far it is, and can be cancelled at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from viewer.core.overlays.layer import OverlayLayer
from viewer.core.study import Instance
from viewer.loading.jobs import Ticket


@dataclass(frozen=True, slots=True)
class Listener:
    """Who wants to know what becomes of reading; called on the main thread.

    Attributes
    ----------
    progress
        Told how many of how many parts are read.
    done
        Given the layers, in the order they are to be listed; several where one object makes several.
    failed
        Given why there are none: a ViewerError says so to the reader.
    """

    progress: Callable[[int, int], None]
    done: Callable[[tuple[OverlayLayer, ...]], None]
    failed: Callable[[BaseException], None]


class Producer(Protocol):
    """Reads one kind of object. All of them are given to ``app.reading.overlay_desk.OverlayDesk`` in app.wiring."""

    def kind_of(self, instance: Instance) -> str:
        """Return what it makes of an instance, e.g. "Segmentation"; empty for an object that is not its business."""

    def read(self, instance: Instance, listener: Listener) -> Ticket:
        """Begin to read; cancelling the ticket ends it without an answer."""
