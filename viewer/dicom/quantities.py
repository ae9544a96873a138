"""What the numbers of images are worth beyond their own unit: what a whole series, or another object, tells of them.

Pure. Standardized uptake values need all images of a series (SAFETY H19); a Real World Value Mapping object refers to
images of its study (PS3.3 A.46).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isclose

from viewer.core.study import FrameDescription, Instance
from viewer.core.suv import SUV_DECIMALS, PetFacts, Refusal, SuvFactor, SuvFactors, suv_factors
from viewer.core.values import Mapping, ValueScale, linear
from viewer.core.windowing import ModalityMap, Rescale

AGREEING = 1e-3
"""Two factors for one quantity closer than this are rounded differently and not different."""
NO_STRAIGHT_LINE = "values come from a table, not from a rescale slope"


def with_quantities(instances: Sequence[Instance]) -> list[Instance]:
    """Return instances of one patient's study with all quantities that can be had; the others as they are."""
    mappings = [mapping for instance in instances for mapping in instance.mappings]
    if not mappings and all(instance.pet is None for instance in instances):
        return list(instances)
    series: defaultdict[str, list[tuple[Instance, PetFacts]]] = defaultdict(list)
    for instance in instances:
        if instance.pet is not None:
            series[instance.series.uid].append((instance, instance.pet))
    suvs: dict[int, SuvFactors | Refusal] = {}
    for members in series.values():
        found = suv_factors([facts for _, facts in members])
        suvs |= {id(instance): result for (instance, _), result in zip(members, found, strict=True)}
    return [_with(instance, suvs.get(id(instance)), mappings) for instance in instances]


def _with(instance: Instance, suv: SuvFactors | Refusal | None, mappings: Sequence[Mapping]) -> Instance:
    uid = instance.sop_instance_uid
    meant = [mapping for mapping in mappings if uid in mapping.refers.uids]
    if suv is None and not meant:
        return instance
    if len(instance.descriptions) == 1 and instance.pixels is not None and instance.pixels.frames > 1:
        meant = [mapping for mapping in meant if uid in mapping.refers.instances]
    described = tuple(
        _described(one, suv, [mapping for mapping in meant if mapping.refers.cover(uid, number)])
        for number, one in enumerate(instance.descriptions, start=1)
    )
    return replace(instance, descriptions=described)


def _described(
    one: FrameDescription, suv: SuvFactors | Refusal | None, mappings: Sequence[Mapping]
) -> FrameDescription:
    offered = [scale for mapping in mappings for scale in mapping.quantities]
    unit, others = added(one.modality_map, one.unit, offered)
    own = one.quantities
    no_suv, notes = "", one.notes
    if isinstance(suv, SuvFactors) and not isinstance(one.modality_map, Rescale):
        suv = Refusal(NO_STRAIGHT_LINE)
    if isinstance(suv, SuvFactors) and isinstance(one.modality_map, Rescale):
        own = (*(_scale(factor, one.modality_map) for factor in suv.factors), *own)
    quantities = _told_apart(own, others)
    if isinstance(suv, Refusal) and not any(scale.name.startswith("SUV") for scale in quantities):
        no_suv, notes = suv.reason, (*notes, suv.text)
    return replace(one, unit=unit, quantities=quantities, no_suv=no_suv, notes=notes)


def _told_apart(own: Sequence[ValueScale], others: Sequence[ValueScale]) -> tuple[ValueScale, ...]:
    """Return quantities of the image and those of other objects; one that says something else is named so."""
    found = {scale.name: scale for scale in own}
    for scale in others:
        known = found.get(scale.name)
        if known is None:
            found[scale.name] = scale
        elif not _same(known, scale):
            name = f"{scale.name} (mapped)"
            found[name] = replace(scale, name=name, label="by a real world value mapping")
    return tuple(found.values())


def _same(one: ValueScale, other: ValueScale) -> bool:
    first, second = linear(one.map), linear(other.map)
    return (
        first is not None
        and second is not None
        and isclose(first.slope, second.slope, rel_tol=AGREEING)
        and isclose(first.intercept, second.intercept, rel_tol=AGREEING, abs_tol=abs(first.slope))
    )


def _scale(factor: SuvFactor, own: Rescale) -> ValueScale:
    """Return a standardized uptake value of one frame, whose rescale slope is its own (H11)."""
    to_suv = Rescale(own.slope * factor.factor, own.intercept * factor.factor)
    return ValueScale(factor.name, factor.name, to_suv, factor.formula, factor.label, SUV_DECIMALS)


def added(own: ModalityMap, unit: str, offered: Iterable[ValueScale]) -> tuple[str, tuple[ValueScale, ...]]:
    """Return the unit of an image's own values, and the quantities that are something else than these.

    A mapping that says the same as the rescale adds its unit where the image names none.
    """
    others = []
    for scale in offered:
        if linear(scale.map) == own:
            unit = unit or scale.unit
        else:
            others.append(scale)
    return unit, tuple(others)
