"""What objects of radiotherapy are called where they hold no image."""

import pytest

from viewer.dicom.sop_classes import why_no_image

STORAGE = "1.2.840.10008.5.1.4.1.1."


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("481.3", "Radiotherapy structures"),
        ("481.5", "Radiotherapy plan"),
        ("481.8", "Radiotherapy plan"),
        ("481.4", "Radiotherapy record"),
        ("481.10", "Radiotherapy object, second generation (RT Physician Intent)"),
        ("481.12", "Radiotherapy object, second generation (RT Radiation Set)"),
        ("481.19", "Radiotherapy object, second generation"),
    ],
)
def test_an_object_is_called_what_it_is(end: str, words: str) -> None:
    assert why_no_image(f"{STORAGE}{end}").startswith(words)
    assert why_no_image(f"{STORAGE}{end}").endswith("it holds no image of its own")
