"""Microscopy."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("SM", "GM", "XC"),
    title="Microscopy",
    technique=(
        Technique("ObjectiveLensPower", "{}×"),
        Technique("SpecimenShortDescription"),
        Technique("OpticalPathDescription"),
    ),
)
