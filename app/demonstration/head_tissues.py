"""What the head is made of, and how bright it is on T1 and T2."""

from __future__ import annotations

from enum import IntEnum


class HeadTissue(IntEnum):
    """A label of the head."""

    AIR = 0
    SKIN = 1
    FAT = 2
    MUSCLE = 3
    BONE = 4
    MARROW = 5
    CSF = 6
    GREY = 7
    WHITE = 8
    DEEP_GREY = 9
    PALLIDUM = 10
    BRAINSTEM = 11
    DURA = 12
    FLOWING_BLOOD = 13
    VITREOUS = 14
    LENS = 15
    MUCOSA = 16
    PITUITARY = 17
    GLAND = 18
    CHOROID = 19


T1: dict[HeadTissue, float] = {
    HeadTissue.AIR: 0,
    HeadTissue.SKIN: 430,
    HeadTissue.FAT: 900,
    HeadTissue.MUSCLE: 350,
    HeadTissue.BONE: 35,
    HeadTissue.MARROW: 640,
    HeadTissue.CSF: 130,
    HeadTissue.GREY: 440,
    HeadTissue.WHITE: 640,
    HeadTissue.DEEP_GREY: 480,
    HeadTissue.PALLIDUM: 560,
    HeadTissue.BRAINSTEM: 600,
    HeadTissue.DURA: 170,
    HeadTissue.FLOWING_BLOOD: 50,
    HeadTissue.VITREOUS: 140,
    HeadTissue.LENS: 380,
    HeadTissue.MUCOSA: 380,
    HeadTissue.PITUITARY: 520,
    HeadTissue.GLAND: 480,
    HeadTissue.CHOROID: 330,
}

T2: dict[HeadTissue, float] = {
    HeadTissue.AIR: 0,
    HeadTissue.SKIN: 260,
    HeadTissue.FAT: 640,
    HeadTissue.MUSCLE: 170,
    HeadTissue.BONE: 25,
    HeadTissue.MARROW: 400,
    HeadTissue.CSF: 1000,
    HeadTissue.GREY: 500,
    HeadTissue.WHITE: 345,
    HeadTissue.DEEP_GREY: 430,
    HeadTissue.PALLIDUM: 290,
    HeadTissue.BRAINSTEM: 370,
    HeadTissue.DURA: 110,
    HeadTissue.FLOWING_BLOOD: 30,
    HeadTissue.VITREOUS: 980,
    HeadTissue.LENS: 180,
    HeadTissue.MUCOSA: 720,
    HeadTissue.PITUITARY: 450,
    HeadTissue.GLAND: 420,
    HeadTissue.CHOROID: 620,
}

LESION_T1, LESION_T2 = 360.0, 860.0

MOTTLE: dict[HeadTissue, float] = {
    HeadTissue.FAT: 0.06,
    HeadTissue.MUSCLE: 0.14,
    HeadTissue.MARROW: 0.12,
    HeadTissue.GREY: 0.03,
    HeadTissue.WHITE: 0.015,
    HeadTissue.MUCOSA: 0.10,
    HeadTissue.GLAND: 0.15,
    HeadTissue.BRAINSTEM: 0.02,
}
"""How uneven tissues are: one standard deviation, as a share of their signal."""
