"""What a blinded reader sees of a study: images, and nothing that others made of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from viewer.core.study import DisplaySet, Instance, Opened, Study

OF_OTHERS = frozenset({"PR", "KO", "SR", "DOC", "SEG", "RTSTRUCT", "ANN", "M3D", "FID"})
"""Modalities of objects that say what somebody found: presentation states, key images, reports, outlines."""


def is_of_others(shown: DisplaySet) -> bool:
    """Whether a display set holds what somebody found rather than what a device made."""
    said = (one.presentation is not None or one.key_objects is not None for one in shown.instances)
    return shown.series.modality in OF_OTHERS or any(said)


def paths_of_others(instances: Iterable[Instance]) -> frozenset[Path]:
    """Return the files among these that say what somebody found."""
    return frozenset(
        one.source.path
        for one in instances
        if one.series.modality in OF_OTHERS or one.presentation is not None or one.key_objects is not None
    )


def without_others(opened: Opened, hides: Callable[[str], bool]) -> Opened:
    """Return what was opened, without what others made of the studies whose reader is blinded."""
    studies = tuple(_images_of(study) if hides(study.header.uid) else study for study in opened.studies)
    if studies == opened.studies:
        return opened
    left_out = _count(opened.studies) - _count(studies)
    return replace(
        opened, studies=studies, files=opened.files - left_out, instances=opened.instances - left_out
    )


def holds_others(opened: Opened, study_uid: str) -> bool:
    """Whether a study was opened together with what others made of it."""
    studies = (study for study in opened.studies if study.header.uid == study_uid)
    return any(is_of_others(shown) for study in studies for shown in study.display_sets)


def _images_of(study: Study) -> Study:
    return replace(study, display_sets=tuple(one for one in study.display_sets if not is_of_others(one)))


def _count(studies: tuple[Study, ...]) -> int:
    paths = {
        instance.source.path
        for study in studies
        for shown in study.display_sets
        for instance in shown.instances
    }
    return len(paths)
