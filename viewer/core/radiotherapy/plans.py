"""What a plan says that other things depend on: what it prescribes, and for which structures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prescription:
    """A dose that a plan prescribes to a target, Gy over all fractions."""

    name: str
    dose_gy: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, as far as doses need it."""

    uid: str
    label: str
    prescriptions: tuple[Prescription, ...] = ()
    structure_set_uids: tuple[str, ...] = ()
    fractions: int | None = None
