"""Computed tomography."""

from viewer.core.modality import Modality, Technique
from viewer.modalities.presets import presets_from

MODALITY = Modality(
    codes=("CT",),
    title="Computed tomography",
    presets=presets_from("ct.toml"),
    technique=(
        Technique("KVP", "{} kV"),
        Technique("XRayTubeCurrent", "{} mA"),
        Technique("Exposure", "{} mAs"),
        Technique("ConvolutionKernel"),
        Technique("ContrastBolusAgent", "contrast {}"),
    ),
    unit="HU",
)
