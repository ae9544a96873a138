"""Mammography."""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=("MG",),
    title="Mammography",
    technique=(
        Technique("ViewPosition"),
        Technique("KVP", "{} kV"),
        Technique("Exposure", "{} mAs"),
        Technique("AnodeTargetMaterial"),
        Technique("FilterMaterial", "/ {}"),
        Technique("BodyPartThickness", "breast {} mm"),
        Technique("CompressionForce", "{} N"),
        Technique("OrganDose", "AGD {} dGy"),
    ),
    turnable=True,
    always_lateral=True,
)
