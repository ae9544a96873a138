"""What becomes of a header: identity, values, windows, places, and what is wrong with them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import UID

from tests.builders.dicom import (
    CORONAL,
    changed,
    color_image,
    cr_image,
    ct_slice,
    enhanced_mr,
    mr_slice,
    pt_slice,
    set_pixels,
    uid,
    us_cine,
    us_region,
    write,
)
from viewer.core.calibration import Axis, Trust
from viewer.core.study import Instance, NumberKind
from viewer.core.windowing import ModalityLut, Padding, Rescale, VoiFunction, VoiLut, Window
from viewer.dicom.decoding import CODECS
from viewer.dicom.encoding import DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, READABLE, VIDEO
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header import read_instance


@pytest.fixture
def header(tmp_path: Path) -> Any:
    def read(dataset: Dataset, **how: Any) -> Instance:
        return read_instance(write(dataset, tmp_path / "file", **how))

    return read


def item(**elements: Any) -> Dataset:
    return changed(Dataset(), elements)


class TestIdentity:
    def test_whose_image_it_is_and_of_which_examination(self, header: Any) -> None:
        found = header(ct_slice(InstitutionName="Hospital", StationName="CT1"))

        assert found.patient.name == "Doe^Jane"
        assert (found.patient.patient_id, found.patient.birth_date, found.patient.sex) == (
            "P-1",
            "19700102",
            "F",
        )
        assert (found.study.date, found.study.time, found.study.patient_age) == ("20250304", "101112", "055Y")
        assert (found.series.modality, found.series.number, found.series.station) == ("CT", 1, "CT1")
        assert found.attribute("KVP") == "120"
        assert found.problems == ()

    def test_what_was_ordered_and_why_is_kept_for_the_report(self, header: Any) -> None:
        ordered = item(CodeValue="CTTHLD", CodingSchemeDesignator="L", CodeMeaning="Screening")
        found = header(ct_slice(ProcedureCodeSequence=[ordered], ReasonForTheRequestedProcedure="Smoker"))

        assert found.attribute("ProcedureCode") == "CTTHLD"
        assert found.attribute("ReasonForTheRequestedProcedure") == "Smoker"
        assert header(ct_slice()).attribute("ProcedureCode") == ""

    def test_h20_a_name_in_several_writing_systems_keeps_all_its_groups(self, header: Any) -> None:
        found = header(ct_slice(SpecificCharacterSet="ISO_IR 192", PatientName="Wang^XiaoDong=王^小東"))

        assert found.patient.name == "Wang^XiaoDong=王^小東"

    def test_h20_a_name_that_does_not_fit_its_character_set_is_escaped_and_reported(
        self, tmp_path: Path
    ) -> None:
        path = write(ct_slice(SpecificCharacterSet="ISO_IR 192", PatientName="Muller"), tmp_path / "file")
        path.write_bytes(path.read_bytes().replace(b"Muller", b"M\xfcller"))

        found = read_instance(path)

        assert found.patient.name == "M\\xfcller"
        assert any("do not fit its character set" in problem for problem in found.problems)

    def test_h20_without_a_character_set_only_ascii_is_believed(self, tmp_path: Path) -> None:
        path = write(ct_slice(PatientName="Muller"), tmp_path / "file")
        path.write_bytes(path.read_bytes().replace(b"Muller", b"M\xfcller"))

        found = read_instance(path)

        assert found.patient.name == "M\\xfcller"
        assert any("(0010,0010) Patient's Name" in problem for problem in found.problems)
        assert not any("ller" in problem for problem in found.problems), "no patient data in problems"

    def test_f13_marks_that_turn_text_round_are_taken_out_of_names(self, header: Any) -> None:
        found = header(ct_slice(SpecificCharacterSet="ISO_IR 192", PatientName="Doe^\u202eenaJ"))

        assert found.patient.name == "Doe^enaJ"

    def test_h21_times_stay_as_stored_and_the_offset_is_kept(self, header: Any) -> None:
        found = header(ct_slice(StudyTime="010000", TimezoneOffsetFromUTC="+0200"))

        assert found.study.time == "010000"
        assert found.attribute("TimezoneOffsetFromUTC") == "+0200"

    def test_a_missing_study_uid_is_a_problem_and_not_the_end(self, header: Any) -> None:
        found = header(ct_slice(StudyInstanceUID=None))

        assert found.study.uid == ""
        assert "Study Instance UID (0020,000D) is missing" in found.problems

    def test_an_object_without_uid_is_known_by_its_content(self, tmp_path: Path) -> None:
        path = write(ct_slice(SOPInstanceUID="1.2.3.4"), tmp_path / "file")
        path.write_bytes(
            path.read_bytes().replace(b"\x08\0\x18\0UI", b"\x08\0\x19\0UI").replace(b"\2\0\3\0", b"\2\0\4\0")
        )

        found = read_instance(path)

        assert found.sop_instance_uid.startswith("2.25.")
        assert read_instance(path).sop_instance_uid == found.sop_instance_uid
        assert any("SOP Instance UID" in problem for problem in found.problems)

    def test_an_instance_number_that_is_none_is_a_problem(self, header: Any, tmp_path: Path) -> None:
        path = write(ct_slice(InstanceNumber=77), tmp_path / "other")
        path.write_bytes(path.read_bytes().replace(b"IS\2\x0077", b"IS\2\x007x"))

        found = read_instance(path)

        assert found.number is None
        assert "(0020,0013) Instance Number holds something that is no number" in found.problems

    def test_marks_for_the_reader(self, header: Any) -> None:
        found = header(cr_image(BurnedInAnnotation="YES", PresentationIntentType="FOR PROCESSING"))

        assert found.burned_in
        assert found.for_processing


class TestPixels:
    def test_how_pixels_are_stored(self, header: Any) -> None:
        pixels = header(ct_slice()).pixels

        assert (pixels.rows, pixels.columns, pixels.frames) == (8, 10, 1)
        assert (pixels.bits_allocated, pixels.bits_stored, pixels.high_bit, pixels.signed) == (
            16,
            12,
            11,
            False,
        )
        assert pixels.photometric == "MONOCHROME2"

    def test_where_pixels_lie(self, tmp_path: Path) -> None:
        dataset = ct_slice()
        path = write(dataset, tmp_path / "ct")
        source = read_instance(path).source

        assert path.read_bytes()[source.offset :][: source.length] == dataset.PixelData
        assert not source.encapsulated

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"Rows": 65535, "Columns": 65535, "NumberOfFrames": 2**31 - 1}, "GiB"),
            ({"NumberOfFrames": -1}, "Number of Frames (0028,0008) is -1"),
            ({"Rows": 0}, "Rows (0028,0010) is 0"),
            ({"Rows": None}, "Rows (0028,0010) is missing"),
            ({"BitsAllocated": 12}, "Bits Allocated (0028,0100) is 12"),
            ({"BitsAllocated": 24}, "Bits Allocated (0028,0100) is 24"),
            ({"BitsAllocated": 64}, "Bits Allocated (0028,0100) is 64"),
            ({"BitsAllocated": None}, "Bits Allocated (0028,0100) is missing"),
            ({"SamplesPerPixel": 65535}, "Samples per Pixel (0028,0002) is 65535"),
        ],
        ids=str,
    )
    def test_f5_pixels_that_nobody_should_make_room_for_are_refused(
        self, header: Any, change: dict[str, Any], reason: str
    ) -> None:
        found = header(ct_slice(**change))

        assert reason in found.not_displayable
        assert found.pixels is None

    def test_f5_dimensions_written_with_another_vr_are_read_by_that_vr(self, header: Any) -> None:
        dataset = ct_slice()
        dataset["Rows"].VR = "UL"

        assert header(dataset).pixels.rows == 8

    def test_f5_frames_that_are_not_there_are_not_promised(self, header: Any) -> None:
        found = header(us_cine(3, NumberOfFrames=100_000))

        assert found.pixels.frames == 3
        assert any("bytes are needed" in problem for problem in found.problems)

    def test_truncated_pixels_are_reported_with_both_numbers(self, tmp_path: Path) -> None:
        path = write(ct_slice(), tmp_path / "ct")
        path.write_bytes(path.read_bytes()[:-60])

        assert "Pixel Data (7FE0,0010): 160 bytes are needed, 100 are there" in read_instance(path).problems

    def test_impossible_bit_depths_are_put_right_and_reported(self, header: Any) -> None:
        found = header(ct_slice(BitsStored=17, HighBit=16))

        assert (found.pixels.bits_stored, found.pixels.high_bit) == (16, 15)
        assert any("Bits Stored" in problem for problem in found.problems)

    def test_a_missing_photometric_interpretation_is_assumed_aloud(self, header: Any) -> None:
        found = header(ct_slice(PhotometricInterpretation=None))

        assert found.pixels.photometric == "MONOCHROME2"
        assert any("MONOCHROME2 is assumed" in problem for problem in found.problems)

    @pytest.mark.parametrize(
        ("signed", "value", "vr", "expected"),
        [
            (True, -2000, "SS", -2000),
            (True, 63536, "US", -2000),
            (False, 4095, "US", 4095),
            (False, 0, "SS", 0),
        ],
    )
    def test_h9_padding_is_read_with_the_sign_of_the_pixels(
        self, header: Any, signed: bool, value: int, vr: str, expected: int
    ) -> None:
        dataset = ct_slice()
        set_pixels(
            dataset,
            np.zeros((8, 10), np.int16 if signed else np.uint16),
            bits_stored=12 if not signed else 16,
        )
        dataset.add_new("PixelPaddingValue", vr, value)

        assert header(dataset).padding == Padding(expected, expected)

    def test_h10_a_range_of_padding_holds_in_either_order(self, header: Any) -> None:
        dataset = ct_slice()
        dataset.add_new("PixelPaddingValue", "US", 4000)
        dataset.add_new("PixelPaddingRangeLimit", "US", 3500)

        assert header(dataset).padding == Padding(3500, 4000)

    def test_h10_a_padding_that_no_pixel_can_have_hides_nothing(self, header: Any) -> None:
        dataset = ct_slice()
        dataset.add_new("PixelPaddingValue", "US", 0x8000)

        found = header(dataset)

        assert found.padding is None
        assert any("does not fit 12 bits" in problem for problem in found.problems)

    def test_floating_point_pixels_are_recognised_by_their_element(self, header: Any) -> None:
        dataset = ct_slice(PixelData=None, BitsAllocated=32, RescaleSlope=None, RescaleIntercept=None)
        dataset.FloatPixelData = np.zeros(80, np.float32).tobytes()

        assert header(dataset).pixels.kind is NumberKind.FLOAT

    def test_every_transfer_syntax_called_readable_has_a_codec(self) -> None:
        uncompressed = {IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED}

        assert set(CODECS) | set(VIDEO) | uncompressed == READABLE

    def test_a_transfer_syntax_that_cannot_be_decoded_is_listed_with_its_reason(self, header: Any) -> None:
        dataset = ct_slice()
        dataset.PixelData = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
        dataset["PixelData"].is_undefined_length = True

        found = header(dataset, transfer_syntax=UID("1.2.840.10008.1.2.4.59"))

        assert "1.2.840.10008.1.2.4.59 cannot be decoded" in found.not_displayable

    def test_an_object_without_pixels_is_an_instance_with_a_reason(self, header: Any) -> None:
        found = header(ct_slice(PixelData=None, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11"))

        assert found.not_displayable == "Structured report (Basic Text SR): it holds no image of its own"
        assert found.pixels is None


class TestLossyMark:
    def test_h15_what_the_header_says_is_shown(self, header: Any) -> None:
        assert (
            header(ct_slice(LossyImageCompression="01", LossyImageCompressionRatio="30")).lossy.text
            == "LOSSY 30:1"
        )

    def test_h15_the_method_stands_behind_the_ratio(self, header: Any) -> None:
        found = header(
            ct_slice(
                LossyImageCompression="01",
                LossyImageCompressionRatio="30",
                LossyImageCompressionMethod="ISO_10918_1",
            )
        )

        assert found.lossy.text == "LOSSY 30:1 (ISO_10918_1)"
        assert found.lossy.ratio == 30

    @pytest.mark.parametrize("said", [None, "00"])
    def test_h15_a_lossy_transfer_syntax_needs_no_confession(self, header: Any, said: str | None) -> None:
        dataset = ct_slice(LossyImageCompression=said)
        dataset.PixelData = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\4\0\0\0\xff\xd8\xff\xd9"
        dataset["PixelData"].is_undefined_length = True

        assert header(dataset, transfer_syntax="1.2.840.10008.1.2.4.50").lossy.text == "LOSSY ratio n/k"

    @pytest.mark.parametrize(("transformation", "lossy"), [(0, True), (1, False)])
    def test_h15_a_jpeg_2000_stream_tells_whether_it_is_reversible(
        self, header: Any, transformation: int, lossy: bool
    ) -> None:
        coding_style = b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x05\x04\x04\x00" + bytes([transformation])
        stream = b"\xff\x4f" + coding_style + bytes(4)
        dataset = ct_slice()
        dataset.PixelData = (
            b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0" + len(stream).to_bytes(4, "little") + stream
        )
        dataset["PixelData"].is_undefined_length = True

        assert bool(header(dataset, transfer_syntax="1.2.840.10008.1.2.4.91").lossy) == lossy

    def test_h15_pixels_as_measured_carry_no_mark(self, header: Any) -> None:
        assert header(ct_slice(LossyImageCompression="00")).lossy is None


class TestValues:
    def test_ct_numbers_are_hounsfield_units(self, header: Any) -> None:
        described = header(ct_slice()).describe(1)

        assert described.modality_map == Rescale(1, -1024)
        assert described.unit == "HU"

    def test_h11_each_pet_slice_keeps_its_own_slope(self, header: Any) -> None:
        slopes = (1, 0.5, 0.25, 1.5)
        maps = [
            header(pt_slice(k, RescaleSlope=str(slope))).describe(1).modality_map
            for k, slope in enumerate(slopes)
        ]

        assert [float(one.to_values(9)) for one in maps] == [9, 4.5, 2.25, 13.5]

    def test_pet_says_its_unit(self, header: Any) -> None:
        assert header(pt_slice()).describe(1).unit == "Bq/ml"

    def test_h12_a_rescale_beyond_sixteen_bits_does_not_wrap(self, header: Any) -> None:
        described = header(ct_slice(RescaleSlope="2", RescaleIntercept="0")).describe(1)

        assert described.modality_map.to_values(np.int16(30000)) == 60000

    def test_a_slope_of_zero_is_not_used(self, header: Any) -> None:
        found = header(ct_slice(RescaleSlope="0"))

        assert found.describe(1).modality_map == Rescale()
        assert any("Rescale Slope" in problem for problem in found.problems)

    def test_a_modality_table_is_preferred_to_a_slope(self, header: Any) -> None:
        table = Dataset()
        table.add_new("LUTDescriptor", "US", [4, 0, 16])
        table.ModalityLUTType = "OD"
        table.add_new("LUTData", "OW", np.array([0, 100, 300, 900], np.uint16).tobytes())
        described = header(cr_image(ModalityLUTSequence=Sequence([table]))).describe(1)

        assert described.modality_map == ModalityLut(0, (0, 100, 300, 900))
        assert described.unit == "OD"

    def test_h14_the_header_alone_does_not_tell_what_philips_mr_windows_apply_to(self, header: Any) -> None:
        described = header(
            mr_slice(
                Manufacturer="Philips Medical Systems",
                RescaleSlope="2.5",
                RescaleIntercept="0",
                WindowCenter="200",
                WindowWidth="400",
            )
        ).describe(1)

        assert described.voi_in_doubt
        assert described.windows == (Window(200, 400),)

    @pytest.mark.parametrize("maker", ["SIEMENS", "GE MEDICAL SYSTEMS", "Philips Medical Systems"])
    def test_h14_windows_of_ct_apply_to_values_whoever_made_it(self, header: Any, maker: str) -> None:
        assert not header(ct_slice(Manufacturer=maker)).describe(1).voi_in_doubt

    def test_h14_other_mr_follows_the_standard(self, header: Any) -> None:
        dataset = mr_slice(Manufacturer="SIEMENS", RescaleSlope="2", RescaleIntercept="-4096")

        assert not header(dataset).describe(1).voi_in_doubt


class TestWindows:
    def test_every_window_keeps_its_explanation(self, header: Any) -> None:
        found = header(
            ct_slice(
                WindowCenter=["40", "-600"],
                WindowWidth=["400", "1500"],
                WindowCenterWidthExplanation=["SOFT", "LUNG"],
            )
        )

        assert found.describe(1).windows == (
            Window(40, 400, explanation="SOFT"),
            Window(-600, 1500, explanation="LUNG"),
        )

    @pytest.mark.parametrize("function", list(VoiFunction))
    def test_the_function_of_a_window_is_kept(self, header: Any, function: VoiFunction) -> None:
        described = header(cr_image(VOILUTFunction=function.value)).describe(1)

        assert described.windows == (Window(2048, 4096, function),)

    @pytest.mark.parametrize("width", ["0", "-5"])
    def test_h13_a_window_that_shows_nothing_is_not_offered(self, header: Any, width: str) -> None:
        found = header(ct_slice(WindowWidth=width))

        assert found.describe(1).windows == ()
        assert any("Window Width" in problem for problem in found.problems)

    def test_h13_a_window_narrower_than_one_is_taken_exactly(self, header: Any) -> None:
        described = header(pt_slice(WindowCenter="0.25", WindowWidth="0.5")).describe(1)

        assert described.windows == (Window(0.25, 0.5, VoiFunction.LINEAR_EXACT),)

    def test_widths_without_centers_are_reported(self, header: Any) -> None:
        found = header(ct_slice(WindowCenter=["40", "50"], WindowWidth="400"))

        assert len(found.describe(1).windows) == 1
        assert any("not as many" in problem for problem in found.problems)

    def test_h13_look_up_tables_come_before_windows(self, header: Any) -> None:
        table = Dataset()
        table.add_new("LUTDescriptor", "US", [256, 0, 12])
        table.LUTExplanation = "NORMAL"
        table.add_new("LUTData", "OW", (np.arange(256, dtype=np.uint16) * 16).tobytes())
        windows = header(cr_image(VOILUTSequence=Sequence([table]))).describe(1).windows

        assert windows[0] == VoiLut(0, tuple(range(0, 4096, 16)), 12, "NORMAL")
        assert windows[1] == Window(2048, 4096)

    def test_a_table_shorter_than_it_says_is_not_used(self, header: Any) -> None:
        table = Dataset()
        table.add_new("LUTDescriptor", "US", [256, 0, 12])
        table.add_new("LUTData", "OW", bytes(100))
        found = header(cr_image(VOILUTSequence=Sequence([table])))

        assert found.describe(1).windows == (Window(2048, 4096),)
        assert any("LUT Data" in problem for problem in found.problems)

    @pytest.mark.parametrize("entry_bytes", [1, 2])
    def test_tables_of_bytes_and_of_words_are_read(self, header: Any, entry_bytes: int) -> None:
        entries = np.arange(4, dtype=np.uint8 if entry_bytes == 1 else np.uint16)
        table = Dataset()
        table.add_new("LUTDescriptor", "US", [4, 0, 8])
        table.add_new("LUTData", "OW", entries.tobytes())
        windows = header(cr_image(VOILUTSequence=Sequence([table]))).describe(1).windows

        assert isinstance(windows[0], VoiLut)
        assert windows[0].entries == (0, 1, 2, 3)


class TestPlaces:
    def test_h2_a_slice_lies_where_its_header_says(self, header: Any) -> None:
        plane = header(ct_slice(30.0)).describe(1).plane

        assert plane.to_lps((10, 20)).tolist() == [-97.5, -40.0, 30.0]

    def test_a_projection_lies_nowhere_in_the_patient(self, header: Any) -> None:
        described = header(
            cr_image(ImagePositionPatient=["0", "0", "0"], ImageOrientationPatient=list(CORONAL))
        ).describe(1)

        assert described.plane is None
        assert described.patient_orientation == ("L", "F")

    def test_h7_the_laterality_of_an_image_is_kept(self, header: Any) -> None:
        assert header(cr_image(ImageLaterality="R")).describe(1).laterality == "R"

    def test_directions_that_contradict_each_other_leave_the_image_without_place(self, header: Any) -> None:
        found = header(ct_slice(ImageOrientationPatient=["1", "0", "0", "1", "0", "0"]))

        assert found.describe(1).plane is None
        assert any("Image Orientation (0020,0037)" in problem for problem in found.problems)

    def test_h26_a_spacing_of_zero_leaves_pixels_and_the_sides_of_the_patient(self, header: Any) -> None:
        found = header(ct_slice(PixelSpacing=["0", "0"]))
        described = found.describe(1)

        assert described.plane is None
        assert described.calibration.unit == "px"
        assert described.patient_orientation == ("L", "P")
        assert "Pixel Spacing (0028,0030) is 0\\0, which cannot be" in found.problems

    def test_h6_a_radiograph_is_measured_at_the_detector(self, header: Any) -> None:
        dataset = cr_image(DistanceSourceToDetector="1800", DistanceSourceToPatient="1500")
        calibration = header(dataset).describe(1).calibration

        assert calibration.trust is Trust.DETECTOR
        assert calibration.alternative.column_spacing_mm == pytest.approx(0.2 / 1.2)

    def test_h24_a_capture_has_no_millimetres(self, header: Any) -> None:
        assert header(color_image(PixelSpacing=["0.1", "0.1"])).describe(1).calibration.unit == "px"

    def test_a_mosaic_says_that_its_positions_do_not_hold(self, header: Any) -> None:
        found = header(mr_slice(ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]))

        assert "mosaic" in found.describe(1).notes[0]


class TestUltrasound:
    def test_h25_a_region_is_calibrated_in_millimetres(self, header: Any) -> None:
        (region,) = header(us_cine()).describe(1).regions

        assert 100 * region.calibration.column_spacing_mm == pytest.approx(10.0)
        assert region.calibration.trust is Trust.REGION
        assert region.calibration.label == "US region 1"

    def test_h25_a_region_in_seconds_has_no_millimetres(self, header: Any) -> None:
        doppler = us_region()
        doppler.PhysicalUnitsXDirection = 4
        (region,) = header(us_cine(SequenceOfUltrasoundRegions=Sequence([doppler]))).describe(1).regions

        assert region.calibration.unit == "px"

    @pytest.mark.parametrize(
        ("units", "deltas", "across", "down"),
        [
            ((4, 7), (0.004, -0.5), Axis("Time", "ms", 4.0), Axis("Velocity", "cm/s", 0.5)),
            ((4, 3), (0.005, 0.02), Axis("Time", "ms", 5.0), Axis("Depth", "mm", 0.2)),
            ((4, 5), (0.004, 25.0), Axis("Time", "ms", 4.0), Axis("Frequency", "Hz", 25.0)),
            ((4, 0), (0.004, 0.0), Axis("Time", "ms", 4.0), None),
            ((0, 0), (0.0, 0.0), None, None),
        ],
        ids=["spectrum", "M-mode", "shifts", "trace", "nothing"],
    )
    def test_h25_sides_that_are_no_lengths_are_what_the_header_says(
        self,
        header: Any,
        units: tuple[int, int],
        deltas: tuple[float, float],
        across: Axis | None,
        down: Axis | None,
    ) -> None:
        made = us_region()
        made.PhysicalUnitsXDirection, made.PhysicalUnitsYDirection = units
        made.PhysicalDeltaX, made.PhysicalDeltaY = deltas
        (region,) = header(us_cine(SequenceOfUltrasoundRegions=Sequence([made]))).describe(1).regions

        assert (region.across, region.down) == (across, down)
        assert not region.calibration.in_mm

    def test_h25_frames_with_regions_of_their_own_are_calibrated_by_these(self, header: Any) -> None:
        frames = []
        for cm in (0.01, 0.03):
            frame = Dataset()
            frame.SequenceOfUltrasoundRegions = Sequence([us_region(cm=cm)])
            frames.append(frame)
        found = header(us_cine(2, PerFrameFunctionalGroupsSequence=Sequence(frames)))

        spacings = [found.describe(number).regions[0].calibration.column_spacing_mm for number in (1, 2)]
        assert spacings == pytest.approx([0.1, 0.3])

    def test_h25_outside_its_regions_a_picture_is_in_pixels(self, header: Any) -> None:
        assert header(us_cine()).describe(1).calibration.unit == "px"

    @pytest.mark.parametrize("cm", [0.0, 50.0, float("nan")])
    def test_h26_a_region_of_absurd_pixels_has_no_millimetres(self, header: Any, cm: float) -> None:
        regions = Sequence([us_region(cm=cm)])
        (region,) = header(us_cine(SequenceOfUltrasoundRegions=regions)).describe(1).regions

        assert region.calibration.unit == "px"
        assert region.calibration.problems

    def test_a_region_without_bounds_is_left_out(self, header: Any) -> None:
        nowhere = us_region()
        del nowhere.RegionLocationMinX0
        found = header(us_cine(SequenceOfUltrasoundRegions=Sequence([nowhere])))

        assert found.describe(1).regions == ()
        assert "ultrasound region 1 does not say where it lies" in found.problems


class TestEnhanced:
    def test_each_frame_lies_at_its_own_place(self, header: Any) -> None:
        found = header(enhanced_mr((0.0, 5.0, 10.0)))

        assert [described.plane.origin_lps[2] for described in found.descriptions] == [0, 5, 10]
        assert found.describe(1).plane.row_spacing_mm == 0.5
        assert found.describe(1).calibration.trust is Trust.PATIENT

    def test_frames_carry_what_tells_them_apart(self, header: Any) -> None:
        dataset = enhanced_mr((0.0, 0.0))
        for groups, echo_ms in zip(dataset.PerFrameFunctionalGroupsSequence, (10.0, 80.0), strict=True):
            groups.MREchoSequence = Sequence([item(EffectiveEchoTime=echo_ms)])
        found = header(dataset)

        assert [dict(described.dimensions)["echo time"] for described in found.descriptions] == ["10", "80"]

    def test_a_dimension_of_the_object_is_named_by_its_label(self, header: Any) -> None:
        dataset = enhanced_mr((0.0, 0.0))
        index = Dataset()
        index.DimensionIndexPointer = 0x00189087
        index.DimensionDescriptionLabel = "Inflow"
        dataset.DimensionIndexSequence = Sequence([index])
        for number, groups in enumerate(dataset.PerFrameFunctionalGroupsSequence, start=1):
            groups.FrameContentSequence[0].DimensionIndexValues = number

        assert dict(header(dataset).describe(2).dimensions)["inflow"] == "2"

    def test_frames_have_their_own_values_and_windows(self, header: Any) -> None:
        dataset = enhanced_mr((0.0, 5.0))
        for groups, slope in zip(dataset.PerFrameFunctionalGroupsSequence, ("2", "4"), strict=True):
            groups.PixelValueTransformationSequence = Sequence(
                [item(RescaleSlope=slope, RescaleIntercept="1")]
            )
            groups.FrameVOILUTSequence = Sequence([item(WindowCenter=slope, WindowWidth="10")])
        found = header(dataset)

        assert [described.modality_map for described in found.descriptions] == [Rescale(2, 1), Rescale(4, 1)]
        assert [described.windows for described in found.descriptions] == [(Window(2, 10),), (Window(4, 10),)]

    def test_frames_the_header_forgot_are_shown_without_place(self, header: Any) -> None:
        dataset = enhanced_mr((0.0, 5.0, 10.0))
        del dataset.PerFrameFunctionalGroupsSequence[2]
        found = header(dataset)

        assert len(found.descriptions) == 3
        assert found.describe(3).plane is None
        assert "1 of 3 frames are not described by the header" in found.problems

    def test_a_dose_grid_lies_at_its_offsets(self, header: Any) -> None:
        dataset = ct_slice(
            SOPClassUID="1.2.840.10008.5.1.4.1.1.481.2",
            Modality="RTDOSE",
            GridFrameOffsetVector=["0", "3", "6"],
            DoseGridScaling="0.001",
            DoseUnits="GY",
        )
        set_pixels(dataset, np.zeros((3, 8, 10), np.uint16), bits_stored=16)
        found = header(dataset)

        assert [described.plane.origin_lps[2] for described in found.descriptions] == [0, 3, 6]
        assert found.describe(1).unit == "Gy"
        assert found.describe(1).modality_map == Rescale(0.001, 0)


class TestDimensions:
    @pytest.mark.parametrize("written", ["4.60", "4.6", "4.5999999"])
    def test_one_echo_time_is_one_however_it_is_written(self, header: Any, written: str) -> None:
        assert dict(header(mr_slice(EchoTime=written)).describe(1).dimensions)["echo time"] == "4.6"

    @pytest.mark.parametrize(
        ("tag", "vr", "value"),
        [
            (0x0019100C, "IS", "1000"),
            (0x00431039, "IS", ["1000001000", "8", "0", "0"]),
            (0x20011003, "FL", 1000.0),
            (0x00651009, "FD", 1000.0),
        ],
        ids=["Siemens", "GE", "Philips", "UIH"],
    )
    def test_h1_the_b_value_is_found_where_makers_hide_it(
        self, header: Any, tag: int, vr: str, value: Any
    ) -> None:
        dataset = mr_slice()
        dataset.add_new(tag, vr, value)

        assert dict(header(dataset).describe(1).dimensions)["b-value"] == "1000"


class TestRefused:
    def test_a_dicomdir_is_not_an_image(self, tmp_path: Path, header: Any) -> None:
        with pytest.raises(UnreadableError, match="DICOMDIR"):
            header(ct_slice(SOPClassUID="1.2.840.10008.1.3.10"))

    def test_text_is_not_dicom(self, tmp_path: Path) -> None:
        (tmp_path / "letter.dcm").write_text("Dear colleague, thank you for referring this patient")

        with pytest.raises(NotDicomError):
            read_instance(tmp_path / "letter.dcm")

    def test_f18_a_path_that_vanished_says_what_the_system_says(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="No such file"):
            read_instance(tmp_path / uid("gone"))


def test_f7_a_window_table_of_65536_entries_is_read_whole(header: Any) -> None:
    entries = np.arange(65_536, dtype="<u2")
    table = item(LUTDescriptor=[0, 0, 16], LUTData=entries.tobytes())

    (voi,) = (
        header(cr_image(VOILUTSequence=[table], WindowCenter=None, WindowWidth=None)).descriptions[0].windows
    )

    assert isinstance(voi, VoiLut)
    assert len(voi.entries) == 65_536
    assert voi.entries[-1] == 65_535
