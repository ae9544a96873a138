"""Files that say they are the same instance (SAFETY H17). PS3.3 C.12.1.1.1: a UID names one content for ever."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from viewer.core.study import Instance


@dataclass(frozen=True, slots=True)
class Sifted:
    """Instances, each UID once, and the others beside them.

    Attributes
    ----------
    copies
        Files with the content of one that is kept.
    contradictions
        Files with the UID of one that is kept, and other content or content that was not compared.
    """

    kept: tuple[Instance, ...]
    copies: tuple[Instance, ...] = ()
    contradictions: tuple[Instance, ...] = ()


def sift(instances: Sequence[Instance]) -> Sifted:
    """Return each UID once, whatever order the files came in.

    Of files that share one, the first by path is kept that can be displayed; where none can, the first.
    """
    if len({instance.sop_instance_uid for instance in instances}) == len(instances):
        return Sifted(tuple(instances))
    by_uid: defaultdict[str, list[Instance]] = defaultdict(list)
    for instance in sorted(instances, key=_preference):
        by_uid[instance.sop_instance_uid].append(instance)
    copies: list[Instance] = []
    contradictions: list[Instance] = []
    for first, *others in by_uid.values():
        for other in others:
            same = first.content_hash and other.content_hash == first.content_hash
            (copies if same else contradictions).append(other)
    return Sifted(tuple(same_uid[0] for same_uid in by_uid.values()), tuple(copies), tuple(contradictions))


def _preference(instance: Instance) -> tuple[bool, str]:
    return bool(instance.not_displayable), str(instance.source.path)
