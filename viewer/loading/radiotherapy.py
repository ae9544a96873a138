"""Structure sets and doses, read in worker processes and made into layers."""

from viewer.core.radiotherapy.layers import DOSE, STRUCTURES
from viewer.core.study import Instance
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs, Ticket
from viewer.loading.layers import Listener

READING_SECONDS = 60.0
_READERS = {STRUCTURES: "structures", DOSE: "dose"}

_STORAGE = "1.2.840.10008.5.1.4.1.1."
STRUCTURE_SETS = frozenset({f"{_STORAGE}481.3"})
DOSES = frozenset({f"{_STORAGE}481.2"})
PLANS = frozenset({f"{_STORAGE}481.5", f"{_STORAGE}481.8"})
KINDS = {**dict.fromkeys(STRUCTURE_SETS, STRUCTURES), **dict.fromkeys(DOSES, DOSE)}


class RadiotherapyLayers:
    """Makes layers of structure sets and doses."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def kind_of(self, instance: Instance) -> str:
        """Return what an instance becomes, empty for what is neither a structure set nor a dose."""
        return KINDS.get(instance.sop_class_uid, "")

    def read(self, instance: Instance, listener: Listener) -> Ticket:
        """Begin to read an instance."""
        reader = _READERS[self.kind_of(instance)]
        listener.progress(0, 1)
        return self._jobs.in_process(
            Call("viewer.loading.radiotherapy_work", reader, (instance.source.path,)),
            listener.done,
            listener.failed,
            seconds=READING_SECONDS,
        )
