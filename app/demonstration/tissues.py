"""What the thorax is made of, and how CT sees it in the portal venous phase."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Tissue(IntEnum):
    """A label of the thorax."""

    AIR = 0
    SKIN = 1
    FAT = 2
    MUSCLE = 3
    LUNG = 4
    LUNG_VESSEL = 5
    BRONCHIAL_WALL = 6
    AIRWAY = 7
    FISSURE = 8
    CORTEX = 9
    MARROW = 10
    ENDPLATE = 11
    DISC = 12
    CARTILAGE = 13
    CANAL = 14
    CORD = 15
    MEDIASTINAL_FAT = 16
    AORTA = 17
    VEIN = 18
    CHAMBER = 19
    MYOCARDIUM = 20
    LIVER = 21
    LIVER_VEIN = 22
    SPLEEN = 23
    STOMACH = 24
    KIDNEY_CORTEX = 25
    KIDNEY_MEDULLA = 26
    OESOPHAGUS = 27
    BREAST = 28
    NODE = 29
    GALLBLADDER = 30
    STERNUM = 31
    TABLE = 33
    FOAM = 34


HU: dict[Tissue, float] = {
    Tissue.AIR: -1000,
    Tissue.SKIN: 20,
    Tissue.FAT: -100,
    Tissue.MUSCLE: 58,
    Tissue.LUNG: -860,
    Tissue.LUNG_VESSEL: 90,
    Tissue.BRONCHIAL_WALL: 0,
    Tissue.AIRWAY: -985,
    Tissue.FISSURE: -650,
    Tissue.CORTEX: 900,
    Tissue.MARROW: 210,
    Tissue.ENDPLATE: 400,
    Tissue.DISC: 85,
    Tissue.CARTILAGE: 105,
    Tissue.CANAL: 5,
    Tissue.CORD: 42,
    Tissue.MEDIASTINAL_FAT: -98,
    Tissue.AORTA: 160,
    Tissue.VEIN: 145,
    Tissue.CHAMBER: 150,
    Tissue.MYOCARDIUM: 100,
    Tissue.LIVER: 110,
    Tissue.LIVER_VEIN: 155,
    Tissue.SPLEEN: 122,
    Tissue.STOMACH: 25,
    Tissue.KIDNEY_CORTEX: 185,
    Tissue.KIDNEY_MEDULLA: 150,
    Tissue.OESOPHAGUS: 50,
    Tissue.BREAST: 20,
    Tissue.NODE: 70,
    Tissue.GALLBLADDER: 8,
    Tissue.STERNUM: 160,
    Tissue.TABLE: -150,
    Tissue.FOAM: -940,
}

MOTTLE_HU: dict[Tissue, float] = {
    Tissue.LUNG: 22,
    Tissue.MUSCLE: 12,
    Tissue.FAT: 5,
    Tissue.MARROW: 45,
    Tissue.STERNUM: 40,
    Tissue.CORTEX: 90,
    Tissue.LIVER: 3,
    Tissue.BREAST: 30,
    Tissue.MEDIASTINAL_FAT: 12,
    Tissue.STOMACH: 20,
}
"""How far a tissue strays from its mean from place to place, one standard deviation."""


def table(values: dict[Tissue, float]) -> NDArray[np.float32]:
    """Return values by label, (256,); tissues left out are 0."""
    by_label = np.zeros(256, np.float32)
    for tissue, value in values.items():
        by_label[tissue] = value
    return by_label
