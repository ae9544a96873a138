"""Radiography."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("CR", "DX", "RG", "IO", "PX"),
    title="Radiography",
    technique=(
        Technique("ViewPosition"),
        Technique("KVP", "{} kV"),
        Technique("Exposure", "{} mAs"),
        Technique("ExposureTime", "{} ms"),
        Technique("DistanceSourceToDetector", "SID {} mm"),
        Technique("Grid", "grid {}"),
    ),
    turnable=True,
    always_lateral=True,
)
