"""What headers say of values beyond the rescale: uptake values of PET series, real world value mappings."""

from copy import deepcopy
from datetime import datetime
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import UID, RealWorldValueMappingStorage

from tests.builders.dicom import ct_slice, uid, write
from tests.builders.uptake import pet_slice
from viewer.core.study import FrameDescription, Instance
from viewer.core.values import ValueScale
from viewer.core.windowing import Rescale
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance
from viewer.dicom.header_pet import moment


def opened(tmp_path: Path, *datasets: Dataset) -> list[Instance]:
    """Return the frames' instances of the first display set that can be shown, in display order."""
    read = [
        read_instance(write(dataset, tmp_path / f"{place}.dcm")) for place, dataset in enumerate(datasets)
    ]
    sets = [shown for study in group(read).studies for shown in study.display_sets if shown.frames]
    return [frame.instance for frame in sets[0].frames]


def described(tmp_path: Path, *datasets: Dataset) -> FrameDescription:
    return opened(tmp_path, *datasets)[0].descriptions[0]


def named(description: FrameDescription, name: str) -> ValueScale:
    return next(scale for scale in description.quantities if scale.name == name)


def test_h19_a_pet_image_offers_uptake_values_beside_its_own(tmp_path: Path) -> None:
    found = described(tmp_path, pet_slice())

    assert found.unit == "Bq/ml"
    assert [scale.name for scale in found.quantities] == [
        *("SUVbw", "SUVlbm(Janma)", "SUVlbm(James128)", "SUVbsa", "SUVibw")
    ]
    assert named(found, "SUVbw").map.to_values(10_000) == pytest.approx(1.381683, abs=5e-7)


def test_h11_every_slice_has_its_own_slope_to_uptake_values(tmp_path: Path) -> None:
    slopes = (1.0, 0.5, 0.25, 1.5)
    slices = [pet_slice(place * 4.0, RescaleSlope=str(slope)) for place, slope in enumerate(slopes)]
    found = [instance.descriptions[0] for instance in opened(tmp_path, *slices)]

    assert [float(one.modality_map.to_values(9)) for one in found] == [9, 4.5, 2.25, 13.5]
    per_bq = 1.381683 / 5000
    assert [float(named(one, "SUVbw").map.to_values(9)) for one in found] == pytest.approx(
        [value * per_bq for value in (9, 4.5, 2.25, 13.5)], rel=1e-6
    )


def test_h19_why_there_is_none_is_said_with_the_series(tmp_path: Path) -> None:
    found = described(tmp_path, pet_slice(PatientWeight=None))

    assert found.quantities == ()
    assert found.no_suv == "the patient's weight is missing"
    assert found.notes == ("SUV n/a: the patient's weight is missing",)


def test_h19_the_first_acquisition_of_the_whole_series_counts(tmp_path: Path) -> None:
    late = {"SeriesTime": "120000"}
    beds = [
        pet_slice(0.0, AcquisitionTime="110500", **late),
        pet_slice(4.0, AcquisitionTime="110000", **late),
    ]

    for instance in opened(tmp_path, *beds):
        assert named(instance.descriptions[0], "SUVbw").map.to_values(10_000) == pytest.approx(
            1.381683, abs=5e-7
        )


def test_h19_the_scan_time_of_ge_is_read_from_its_private_block(tmp_path: Path) -> None:
    late = pet_slice(SeriesTime="120000", AcquisitionTime="113000")
    late.private_block(0x0009, "SOMEBODY ELSE", create=True).add_new(0x0D, "DT", "20260301090000.00")
    late.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(0x0D, "DT", "20260301110000.00")

    assert named(described(tmp_path, late), "SUVbw").map.to_values(10_000) == pytest.approx(
        1.381683, abs=5e-7
    )


def test_h19_philips_counts_are_uptake_by_its_private_factor(tmp_path: Path) -> None:
    counts = pet_slice(Units="CNTS", RescaleSlope="1.5")
    counts.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0x00, "DS", "0.000551")

    assert named(described(tmp_path, counts), "SUVbw").map.to_values(1000) == pytest.approx(0.8265)


def test_a_private_factor_that_is_no_number_is_no_factor(tmp_path: Path) -> None:
    counts = pet_slice(Units="CNTS")
    counts.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0x00, "LO", "many")

    assert described(tmp_path, counts).no_suv == "values are in counts, and no factor to Bq/ml is given"


@pytest.mark.parametrize(
    ("stored", "offset", "meant"),
    [
        ("20260301233000", "", datetime(2026, 3, 1, 23, 30)),
        ("202603012330", "", datetime(2026, 3, 1, 23, 30)),
        ("20260301233000.25", "", datetime(2026, 3, 1, 23, 30, 0, 250_000)),
        ("20260301233000+0200", "", datetime(2026, 3, 1, 23, 30)),
        ("20260301233000+0200", "+0100", datetime(2026, 3, 1, 22, 30)),
        ("20260301", "", None),
        ("20261301233000", "", None),
        ("yesterday", "", None),
    ],
)
def test_h21_a_time_is_read_as_it_is_write(stored: str, offset: str, meant: datetime | None) -> None:
    assert moment(stored, offset) == meant


def mapping(slope: float, unit: str, first: int = 0, last: int = 4095, **changes: object) -> Dataset:
    """Return an item of a Real World Value Mapping Sequence."""
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = unit, "UCUM", unit
    item = Dataset()
    item.MeasurementUnitsCodeSequence = Sequence([code])
    item.LUTExplanation, item.LUTLabel = "Apparent diffusion", "ADC"
    item.RealWorldValueIntercept, item.RealWorldValueSlope = 0.0, slope
    item.add_new("RealWorldValueFirstValueMapped", "US", first)
    item.add_new("RealWorldValueLastValueMapped", "US", last)
    for keyword, value in changes.items():
        setattr(item, keyword, value)
    return item


def test_a_real_world_value_mapping_of_the_image_is_offered(tmp_path: Path) -> None:
    found = described(tmp_path, ct_slice(RealWorldValueMappingSequence=Sequence([mapping(0.5, "um2/s")])))
    (scale,) = found.quantities

    assert (scale.name, scale.unit) == ("Apparent diffusion", "µm²/s")
    np.testing.assert_array_equal(scale.map.to_values([100, 4095, 5000]), [50, 2047.5, np.nan])


def test_a_mapping_that_is_the_rescale_again_adds_only_its_unit(tmp_path: Path) -> None:
    same = mapping(1.0, "mm2", RealWorldValueIntercept=-1024.0)
    found = described(tmp_path, ct_slice(RescaleType="US", RealWorldValueMappingSequence=Sequence([same])))

    assert found.quantities == ()
    assert found.unit == "mm²"


def test_a_mapping_without_slope_and_table_is_not_offered(tmp_path: Path) -> None:
    dataset = ct_slice(RealWorldValueMappingSequence=Sequence([mapping(0.0, "mm2/s")]))
    instance = read_instance(write(dataset, tmp_path / "one.dcm"))

    assert instance.descriptions[0].quantities == ()
    assert any("Real World Value Slope" in problem for problem in instance.problems)


def mapped_from_outside(images: list[Dataset], unit: str, slope: float) -> Dataset:
    """Return a Real World Value Mapping object for some images of a study."""
    dataset = Dataset()
    dataset.update({element.tag: deepcopy(element) for element in images[0] if element.tag.group <= 0x0020})
    dataset.SOPClassUID, dataset.SOPInstanceUID = RealWorldValueMappingStorage, UID(uid("mapping"))
    dataset.SeriesInstanceUID, dataset.Modality, dataset.SeriesDescription = uid("mappings"), "RWV", "Factors"
    item = Dataset()
    item.ReferencedImageSequence = Sequence([_reference(image) for image in images])
    item.RealWorldValueMappingSequence = Sequence([mapping(slope, unit, last=65535)])
    dataset.ReferencedImageRealWorldValueMappingSequence = Sequence([item])
    return dataset


def _reference(image: Dataset) -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = (
        image.SOPClassUID,
        image.SOPInstanceUID,
    )
    return reference


def test_a_mapping_object_applies_to_the_images_it_refers_to_and_no_others(tmp_path: Path) -> None:
    slices = [pet_slice(0.0, PatientWeight=None), pet_slice(4.0, PatientWeight=None)]
    first, second = opened(tmp_path, *slices, mapped_from_outside(slices[:1], "{SUVbw}g/ml", 0.001))

    assert named(first.descriptions[0], "SUVbw").map.to_values(1000) == pytest.approx(1.0)
    assert first.descriptions[0].no_suv == ""
    assert second.descriptions[0].quantities == ()
    assert second.descriptions[0].no_suv


def test_a_mapping_object_that_disagrees_with_the_header_is_offered_by_another_name(tmp_path: Path) -> None:
    image = pet_slice()
    found = described(tmp_path, image, mapped_from_outside([image], "{SUVbw}g/ml", 0.001))

    assert named(found, "SUVbw").map.to_values(10_000) == pytest.approx(1.381683, abs=5e-7)
    assert named(found, "SUVbw (mapped)").map.to_values(10_000) == pytest.approx(10)


@pytest.mark.corpus
def test_h19_the_corpus_series_has_the_factor_and_the_largest_value_it_is_known_for(corpus: Path) -> None:
    paths = sorted((corpus / "nm_pt/sts_001_fdg_pet_wholebody").glob("*.dcm"))
    sets = group([read_instance(path) for path in paths]).studies[0].display_sets
    (shown,) = sets
    largest = 0.0
    for frame in shown.frames:
        dataset = pydicom.dcmread(frame.instance.source.path)
        activity = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
        suv = named(frame.description, "SUVbw").map.to_values(dataset.pixel_array)
        np.testing.assert_allclose(suv, activity * 0.0002429029766, rtol=1e-9)
        largest = max(largest, float(suv.max()))

    assert largest == pytest.approx(66.5215, abs=5e-5)
    assert named(shown.frames[0].description, "SUVbw").source.startswith(
        "SUVbw = Bq/ml × 71 kg / (388.777 MBq"
    )


@pytest.mark.corpus
def test_h19_values_stored_as_uptake_need_no_factor(corpus: Path) -> None:
    path = min((corpus / "nm_pt/sts_002_petct_mr/pet").glob("*.dcm"))
    frame = group([read_instance(path)]).studies[0].display_sets[0].frames[0]

    assert named(frame.description, "SUVbw").map == frame.description.modality_map
    assert frame.description.no_suv == ""


@pytest.mark.corpus
def test_a_mapping_object_of_the_corpus_is_read(corpus: Path) -> None:
    (found,) = read_instance(corpus / "derived/sr_tid1500/rwvm.dcm").mappings
    (scale,) = found.quantities

    assert len(found.refers.instances) == 191
    assert scale.name == "SUVbw"
    assert isinstance(scale.map.to_values(1), np.ndarray)
    assert scale.map.to_values(32_761) == pytest.approx(32_761 * 0.000375125)


def test_a_series_that_is_no_pet_is_left_as_it_is(tmp_path: Path) -> None:
    found = described(tmp_path, ct_slice())

    assert (found.quantities, found.no_suv, found.modality_map) == ((), "", Rescale(1.0, -1024.0))
