"""Every hazard that reading images has is named by tests: ``test_h13_…`` covers H13 (and ``test_h4_h5_…`` both)."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

HAZARDS = {
    "H1": "slice order",
    "H2": "from pixel to patient",
    "H3": "anisotropic pixels",
    "H4": "gantry tilt",
    "H5": "missing slice, variable spacing",
    "H6": "projection spacing",
    "H7": "laterality and orientation",
    "H8": "MONOCHROME1",
    "H9": "signed numbers and overlay bits",
    "H10": "padding",
    "H11": "PET rescale of each slice",
    "H12": "rescale overflow",
    "H13": "VOI window",
    "H14": "what windows of MR and PET apply to",
    "H15": "lossy marking",
    "H16": "mixed patients",
    "H17": "one UID, two contents",
    "H18": "measurement on oblique planes",
    "H19": "standardized uptake values",
    "H20": "character sets",
    "H21": "time zones",
    "H22": "incomplete series",
    "H23": "nothing goes undisplayed unsaid",
    "H24": "derived, secondary capture, localizer",
    "H25": "ultrasound regions",
    "H26": "absurd spacing",
    "H27": "presentation states",
    "H29": "not-for-diagnosis mark",
    "H30": "stale identity",
    "H31": "color, palette, ICC, YBR",
    "H32": "interpolation",
    "H33": "overlays in the wrong frame of reference",
}
"""SAFETY §1. H28, the calibration of displays, is not read from images."""

WORKED = {
    "H1": (r"0(?:\.0)?, 5(?:\.0)?, 10(?:\.0)?, 15",),
    "H2": (r"-97\.5",),
    "H3": (r"18\.0278",),
    "H4": (r"4\.829629", r"1\.294095", r"5\.221"),
    "H6": (r"16\.6667", r"20\.0"),
    "H9": (r"0x0?FFF", r"0x0?800", r"0xF7FF"),
    "H10": (r"-300",),
    "H11": (r"4\.5", r"2\.25", r"13\.5"),
    "H12": (r"60_?000",),
    "H13": (r"127\.82", r"128\.788", r"127\.5", r"30\.397", r"224\.603"),
    "H15": (r"30:1", r"n/k"),
    "H18": (r"13\.0", r"80\.0"),
    "H19": (r"1\.381683", r"0\.945946", r"1\.4606", r"1\.2086", r"0\.8265"),
    "H20": ("Jérôme", "山田", "홍", "王"),
    "H21": ("23", "5"),
    "H25": (r"10\.0",),
}
"""The numbers of SAFETY that a test of the hazard holds the program to."""


def hazards_of(name: str) -> set[str]:
    """Return the ids at the beginning of a test's name."""
    found: set[str] = set()
    for part in name.removeprefix("test_").split("_"):
        if not re.fullmatch(r"[hfdn]\d+", part):
            break
        found.add(part.upper())
    return found


@pytest.fixture(scope="module")
def covering() -> dict[str, dict[str, str]]:
    """For each id the tests that name it, and the text of the file each stands in."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path in TESTS.rglob("test_*.py"):
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for hazard in hazards_of(node.name):
                    found[hazard][f"{path.name}::{node.name}"] = text
    return found


def test_names_are_read_as_people_write_them() -> None:
    assert hazards_of("test_h4_h5_the_verdict_is_a_badge") == {"H4", "H5"}
    assert hazards_of("test_f7_a_palette") == {"F7"}
    assert hazards_of("test_what_h13_means") == set()


@pytest.mark.parametrize("hazard", HAZARDS, ids=str)
def test_every_hazard_has_a_test_that_names_it(covering: dict[str, dict[str, str]], hazard: str) -> None:
    assert covering[hazard], f"no test names {hazard}, {HAZARDS[hazard]}"


@pytest.mark.parametrize("hazard", WORKED, ids=str)
def test_the_worked_numbers_are_tried(covering: dict[str, dict[str, str]], hazard: str) -> None:
    texts = set(covering[hazard].values())
    missing = [number for number in WORKED[hazard] if not any(re.search(number, text) for text in texts)]

    assert missing == [], f"no test of {hazard} uses these numbers"
