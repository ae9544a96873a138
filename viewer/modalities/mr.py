"""Magnetic resonance imaging."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("MR",),
    title="Magnetic resonance imaging",
    technique=(
        Technique("MagneticFieldStrength", "{} T"),
        Technique("SequenceName"),
        Technique("RepetitionTime", "TR {} ms"),
        Technique("EchoTime", "TE {} ms"),
        Technique("InversionTime", "TI {} ms"),
        Technique("FlipAngle", "flip {}°"),
        Technique("DiffusionBValue", "b {}"),
        Technique("ContrastBolusAgent", "contrast {}"),
    ),
)
