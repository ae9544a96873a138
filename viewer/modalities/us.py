"""Ultrasound."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("US", "IVUS"),
    title="Ultrasound",
    technique=(
        Technique("TransducerData"),
        Technique("TransducerFrequency", "{} kHz"),
        Technique("MechanicalIndex", "MI {}"),
        Technique("SoftTissueThermalIndex", "TIS {}"),
        Technique("BoneThermalIndex", "TIB {}"),
        Technique("DepthOfScanField", "depth {} mm"),
        Technique("HeartRate", "{} bpm"),
    ),
)
