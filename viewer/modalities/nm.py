"""Nuclear medicine."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("NM",),
    title="Nuclear medicine",
    technique=(
        Technique("Radiopharmaceutical"),
        Technique("EnergyWindowName"),
        Technique("CountsAccumulated", "{} counts"),
        Technique("ActualFrameDuration", "{} ms"),
    ),
)
