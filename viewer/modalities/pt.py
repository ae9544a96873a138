"""Positron emission tomography."""

from viewer.core.modality import Modality, Technique
from viewer.modalities.presets import presets_from

MODALITY = Modality(
    codes=("PT",),
    title="Positron emission tomography",
    presets=presets_from("pt.toml"),
    technique=(
        Technique("Radiopharmaceutical"),
        Technique("RadionuclideTotalDose", "{} Bq"),
        Technique("ActualFrameDuration", "{} ms"),
        Technique("ReconstructionMethod"),
        Technique("DecayCorrection", "decay {}"),
        Technique("CorrectedImage", "corrected {}"),
    ),
    decimals=2,
    usual="SUV 0–5",
)
