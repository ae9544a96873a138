"""From instances to what the reader sees: patients' studies, and in them sets of frames in display order.

Pure: no file is touched, and the order in which files were read makes no difference. Every instance ends in a
display set or is listed as not displayable (SAFETY H1, H16, H17, H23, H24).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from viewer.core.geometry import GeometryVerdict, Verdict, judge
from viewer.core.study import (
    DisplayKind,
    DisplaySet,
    Frame,
    Instance,
    Opened,
    Patient,
    Rejected,
    Study,
)
from viewer.dicom.duplicates import Sifted, sift
from viewer.dicom.patients import MIXED, told_apart
from viewer.dicom.quantities import with_quantities
from viewer.dicom.splitting import Part, split

SET_ASIDE = "another file has the same SOP Instance UID and other content; one of them is shown"
_NOTHING = GeometryVerdict(Verdict.NOT_A_VOLUME)
_LAST = 1 << 31


def group(
    instances: Sequence[Instance], rejected: Sequence[Rejected] = (), files: int = 0, not_dicom: int = 0
) -> Opened:
    """Return everything that was read, put in order.

    Parameters
    ----------
    instances
        In any order. Where several share a SOP Instance UID, they should carry content hashes
        (contents.with_content_hashes), or all but one are set aside.
    files, not_dicom
        How many files were looked at, and how many of them are something else.
    """
    sifted = sift(instances)
    by_study: defaultdict[str, list[Instance]] = defaultdict(list)
    for instance in sifted.kept:
        by_study[instance.study.uid].append(instance)
    studies = [study for members in by_study.values() for study in _studies(members, sifted)]
    studies.sort(key=lambda study: (study.header.date, study.header.time), reverse=True)
    studies.sort(key=lambda study: (study.patient.name.casefold(), study.patient.patient_id))
    return Opened(
        studies=tuple(studies),
        files=files,
        not_dicom=not_dicom,
        rejected=tuple(sorted(rejected, key=lambda one: str(one.path))),
        instances=len(instances),
    )


def _studies(members: list[Instance], sifted: Sifted) -> Iterator[Study]:
    """Yield the study these instances belong to, or one for each patient where patients are mixed."""
    patients = told_apart(instance.patient for instance in members)
    uid = members[0].study.uid
    mixed = len(patients) > 1 and bool(uid)
    for number, same in enumerate(patients, start=1):
        own = [instance for instance in members if instance.patient in same]
        first = min(own, key=lambda instance: (instance.number or _LAST, instance.sop_instance_uid))
        scope = uid if number == 1 else f"{uid}|patient {number}"
        sets = tuple(
            # Some makers, and most who hide names, use a Series Instance UID in several studies (SAFETY H30).
            replace(shown, uid=f"{scope}|{shown.uid}")
            for shown in _display_sets(own, sifted, blocked=MIXED if mixed else "")
        )
        problems = (MIXED,) if mixed else ()
        yield Study(header=first.study, patient=_fullest(same), display_sets=sets, problems=problems)


def _fullest(patients: set[Patient]) -> Patient:
    """Return the header that says most."""
    return max(patients, key=lambda one: (len(one.name), len(one.patient_id), one.birth_date, one.sex))


def _display_sets(members: list[Instance], sifted: Sifted, *, blocked: str) -> Iterator[DisplaySet]:
    by_series: defaultdict[str, list[Instance]] = defaultdict(list)
    for instance in with_quantities(members):
        by_series[instance.series.uid].append(instance)
    in_order = sorted(by_series.values(), key=_series_order)
    listed = []
    for series in in_order:
        shown = [instance for instance in series if not instance.not_displayable]
        yield from _shown(shown, sifted, blocked)
        listed += list(
            _listed([instance for instance in series if instance.not_displayable], sifted, blocked)
        )
        listed += list(_set_aside(series, sifted))
    yield from listed


def _series_order(series: list[Instance]) -> tuple[int, str]:
    numbers = [instance.series.number for instance in series if instance.series.number is not None]
    return min(numbers, default=_LAST), series[0].series.uid


def _shown(series: list[Instance], sifted: Sifted, blocked: str) -> Iterator[DisplaySet]:
    """Yield the display sets of a series: its multi-frame objects one by one, the single frames together."""
    clips = [instance for instance in series if _is_clip(instance)]
    clips.sort(key=lambda clip: (clip.number or _LAST, clip.sop_instance_uid))
    singles = [frame for instance in series if not _is_clip(instance) for frame in _frames(instance)]
    pieces = [(part, "") for part in (split(singles) if singles else [])]
    for place, clip in enumerate(clips, start=1):
        alone = f"object {place}" if len(clips) > 1 or singles else ""
        pieces += [(part, alone) for part in split(_frames(clip))]
    localizers = sum(len(part.frames) for part, _ in pieces if "localizer" in part.reasons)
    uids: set[str] = set()
    for part, alone in pieces:
        split_by = ", ".join(reason for reason in (alone, part.split_by) if reason)
        notes = _notes(part, sifted, localizers)
        uid = _unique(_uid(series[0].series.uid, split_by), uids)
        yield _display_set(part, uid=uid, split_by=split_by, notes=notes, sifted=sifted, blocked=blocked)


def _is_clip(instance: Instance) -> bool:
    """Whether an object has frames of its own; the slices of mosaics go together as single images do."""
    return instance.pixels is not None and instance.pixels.frames > 1 and instance.mosaic is None


def _frames(instance: Instance) -> list[Frame]:
    return [
        Frame(instance, number) for number in range(1, (instance.pixels.frames if instance.pixels else 1) + 1)
    ]


def _uid(series_uid: str, split_by: str) -> str:
    return f"{series_uid}|{split_by}" if split_by else series_uid


def _unique(uid: str, taken: set[str]) -> str:
    found, number = uid, 2
    while found in taken:
        found, number = f"{uid}|{number}", number + 1
    taken.add(found)
    return found


def _display_set(
    part: Part, *, uid: str, split_by: str, notes: tuple[str, ...], sifted: Sifted, blocked: str
) -> DisplaySet:
    frames = tuple(placed.frame for placed in part.frames)
    instances = tuple({id(frame.instance): frame.instance for frame in frames}.values())
    first = frames[0].instance
    shown = {instance.sop_instance_uid for instance in instances}
    copies = tuple(copy for copy in sifted.copies if copy.sop_instance_uid in shown)
    return DisplaySet(
        uid=uid,
        kind=_kind(frames),
        patient=first.patient,
        study=first.study,
        series=first.series,
        instances=(*instances, *copies),
        frames=frames,
        verdict=judge(tuple(placed.plane for placed in part.frames)),
        title=_title(first),
        split_by=split_by,
        notes=notes,
        blocked=blocked,
    )


def _kind(frames: tuple[Frame, ...]) -> DisplayKind:
    if _is_clip(frames[0].instance):
        return DisplayKind.MULTIFRAME
    return DisplayKind.SINGLE if len(frames) == 1 else DisplayKind.STACK


def _title(instance: Instance) -> str:
    named = instance.series.description or instance.attribute("ProtocolName") or instance.series.body_part
    if not named and instance.presentation is not None:
        named = instance.presentation.title
    if not named and instance.key_objects is not None:
        named = instance.key_objects.name
    return named or instance.series.modality or instance.attribute("SOPClassName")


def _notes(part: Part, sifted: Sifted, localizers: int) -> tuple[str, ...]:
    notes = dict.fromkeys(note for placed in part.frames for note in placed.frame.description.notes)
    if localizers and "localizer" not in part.reasons:
        notes[f"{localizers} localizer image{'s are' if localizers > 1 else ' is'} shown apart"] = None
    if sifted.copies:
        uids = {placed.frame.instance.sop_instance_uid for placed in part.frames}
        copies = sum(copy.sop_instance_uid in uids for copy in sifted.copies)
        if copies:
            notes[f"{copies} file{'s are copies' if copies > 1 else ' is a copy'} of what is shown"] = None
    return tuple(notes)


def _listed(instances: list[Instance], sifted: Sifted, blocked: str) -> Iterator[DisplaySet]:
    """Yield sets that are listed and not shown, one for each reason."""
    uids = {instance.sop_instance_uid for instance in instances}
    by_reason: defaultdict[str, list[Instance]] = defaultdict(list)
    for instance in (*instances, *(copy for copy in sifted.copies if copy.sop_instance_uid in uids)):
        by_reason[instance.not_displayable].append(instance)
    for reason in sorted(by_reason):
        first, *others = sorted(
            by_reason[reason], key=lambda one: (one.number or _LAST, one.sop_instance_uid)
        )
        yield _unshown(f"{first.series.uid}|{reason}", (first, *others), _title(first), reason, blocked)


def _set_aside(series: list[Instance], sifted: Sifted) -> Iterator[DisplaySet]:
    if not sifted.contradictions:
        return
    uids = {instance.sop_instance_uid for instance in series}
    aside = tuple(one for one in sifted.contradictions if one.sop_instance_uid in uids)
    if aside:
        yield _unshown(
            f"{series[0].series.uid}|set aside", aside, f"Set aside: {_title(aside[0])}", SET_ASIDE, SET_ASIDE
        )


def _unshown(uid: str, instances: tuple[Instance, ...], title: str, reason: str, blocked: str) -> DisplaySet:
    first = instances[0]
    return DisplaySet(
        uid=uid,
        kind=DisplayKind.NOT_DISPLAYABLE,
        patient=first.patient,
        study=first.study,
        series=first.series,
        instances=instances,
        frames=(),
        verdict=_NOTHING,
        title=title,
        notes=(reason,),
        blocked=blocked,
    )
