"""Whatever has no file of its own: secondary capture, photographs, endoscopy, documents …"""

from viewer.core.modality import Modality, Technique

MODALITY = Modality(
    codes=(),
    title="Other images",
    technique=(Technique("ConversionType", "conversion {}"), Technique("SecondaryCaptureDeviceManufacturer")),
)
