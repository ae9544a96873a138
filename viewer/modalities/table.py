"""Which description belongs to which Modality (0008,0060)."""

from viewer.core.modality import Modality
from viewer.modalities import cr_dx, ct, mg, mr, nm, other, pt, sm, us, xa

MODALITIES: tuple[Modality, ...] = (
    ct.MODALITY,
    mr.MODALITY,
    cr_dx.MODALITY,
    mg.MODALITY,
    us.MODALITY,
    xa.MODALITY,
    nm.MODALITY,
    pt.MODALITY,
    sm.MODALITY,
    other.MODALITY,
)


def modality_for(code: str) -> Modality:
    """Return the description of a modality; that of other images where there is none."""
    return next((known for known in MODALITIES if code in known.codes), other.MODALITY)


def technique_keywords() -> frozenset[str]:
    """Return the header elements that corner text shows."""
    return frozenset(item.keyword for known in MODALITIES for item in known.technique)
