"""Angiography and fluoroscopy."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("XA", "RF"),
    title="Angiography and fluoroscopy",
    technique=(
        Technique("PositionerPrimaryAngle", "LAO {}°", "RAO {}°"),
        Technique("PositionerSecondaryAngle", "CRA {}°", "CAU {}°"),
        Technique("KVP", "{} kV"),
        Technique("XRayTubeCurrent", "{} mA"),
        Technique("CineRate", "{} frames/s"),
        Technique("RecommendedDisplayFrameRate", "shown at {} frames/s"),
    ),
    turnable=True,
    always_lateral=True,
)
