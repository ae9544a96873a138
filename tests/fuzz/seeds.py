"""Sound files to be damaged: one of each kind of object in each transfer syntax, as small as there are."""

import csv
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.builders.dicom import color_image, cr_image, ct_slice, enhanced_mr, pt_slice, us_cine, write
from tests.builders.documents import CLINICAL, encapsulated, number, pdf, reference, report, text
from tests.builders.presentation import item, key_objects, presentation_state, references, with_overlay
from tests.builders.waveforms import ecg

LARGEST_BYTES = 320_000
"""Larger ones are the same to a parser and slow to damage."""

CDA = "1.2.840.10008.5.1.4.1.1.104.2"
_JPEG = "1.2.840.10008.1.2.4."
_KNOWN_TO_PYDICOM = "1.2.840.10008.1.2.4.201"
Encode = Callable[[NDArray[np.uint16]], bytes]

ENCODERS: dict[str, Encode] = {
    f"{_JPEG}51": lambda image: bytes(imagecodecs.jpeg8_encode(image, bitspersample=12)),
    f"{_JPEG}70": lambda image: bytes(imagecodecs.jpeg8_encode(image, lossless=True, bitspersample=12)),
    f"{_JPEG}80": lambda image: bytes(imagecodecs.jpegls_encode(image)),
    f"{_JPEG}90": lambda image: bytes(imagecodecs.jpeg2k_encode(image, codecformat="J2K")),
    f"{_JPEG}110": lambda image: bytes(imagecodecs.jpegxl_encode(image, lossless=True)),
    f"{_JPEG}201": lambda image: bytes(imagecodecs.htj2k_encode(image)),
}

Seeds = dict[str, bytes]


def seeds_of(corpus: Path | None, folder: Path) -> Seeds:
    """Return files by name: synthetic ones, written into a folder first, and those of the corpus where it is there."""
    made = _synthetic(folder)
    return made | (_from(corpus) if corpus is not None else {})


def _from(corpus: Path) -> Seeds:
    """Return the smallest file of each kind, and of each folder, so that makers differ too."""
    smallest: dict[tuple[str, ...], tuple[int, str]] = {}
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            size = int(row["bytes"] or 0)
            if not 0 < size <= LARGEST_BYTES or not row["SOP class"]:
                continue
            for kind in (
                (row["SOP class"], row["transfer syntax"]),
                ("in", str(Path(row["path"]).parent)),
            ):
                smallest[kind] = min(smallest.get(kind, (size, row["path"])), (size, row["path"]))
    return {name: (corpus / name).read_bytes() for _, name in sorted(set(smallest.values()))}


def _synthetic(folder: Path) -> Seeds:
    """Return one file of each kind that the builders make."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = {
        name: write(dataset, folder / "seed", transfer_syntax=syntax).read_bytes()
        for name, (dataset, syntax) in _plain().items()
    }
    seeds |= {f"compressed {syntax}": _compressed(syntax, folder / "seed") for syntax in ENCODERS}
    seeds["disc"] = disc(folder / "seed.zip")
    return seeds


def _plain() -> dict[str, tuple[Dataset, UID]]:
    image = ct_slice()
    explicit = UID("1.2.840.10008.1.2.1")
    window = item(WindowCenter="40", WindowWidth="400", ReferencedImageSequence=references(image))
    content = report(text("Finding", "A nodule", number("Diameter", "7", "mm")), reference("1.2.3"))
    datasets = {
        "ct": image,
        "pet": pt_slice(),
        "radiograph": cr_image(),
        "photograph": color_image(),
        "cine": us_cine(),
        "enhanced": enhanced_mr(),
        "overlay": with_overlay(ct_slice(), np.eye(8, 10, dtype=np.bool_)),
        "presentation": presentation_state(image, SoftcopyVOILUTSequence=[window]),
        "keys": key_objects(image),
        "report": content,
        "pdf": encapsulated(pdf(["Dear colleague"])),
        "clinical": encapsulated(CLINICAL.encode(), CDA, "text/xml"),
        "ecg": ecg(0.5),
    }
    plain = {name: (dataset, explicit) for name, dataset in datasets.items()}
    for name, syntax in (
        ("implicit", ImplicitVRLittleEndian),
        ("big", ExplicitVRBigEndian),
        ("deflated", DeflatedExplicitVRLittleEndian),
    ):
        plain[name] = (ct_slice(), syntax)
    return plain


def _compressed(syntax: str, path: Path) -> bytes:
    y, x = np.mgrid[0:40, 0:48]
    pixels = np.asarray(2000 + 900 * np.sin(x / 7) + 700 * np.cos(y / 5), dtype=np.uint16)
    dataset = ct_slice(Rows=40, Columns=48, BitsStored=12, HighBit=11, PixelRepresentation=0)
    dataset.PixelData = encapsulate([ENCODERS[syntax](pixels)])
    dataset["PixelData"].VR = "OB"
    written = write(dataset, path, transfer_syntax=UID(_KNOWN_TO_PYDICOM)).read_bytes()
    return written.replace(
        _KNOWN_TO_PYDICOM.encode(), syntax.encode().ljust(len(_KNOWN_TO_PYDICOM), b"\0"), 1
    )


def disc(path: Path) -> bytes:
    """Write a ZIP of three images and return its content."""
    image = write(ct_slice(), path.with_suffix(".image"))
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for place in range(3):
            file.writestr(f"DICOM/IM{place}", image.read_bytes())
    image.unlink()
    return path.read_bytes()
