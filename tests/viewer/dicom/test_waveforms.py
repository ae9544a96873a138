"""Reading waveforms: samples, calibration, leads and notes, against pydicom and FFmpeg as outside yardsticks."""

from pathlib import Path
from random import Random
from typing import Any

import av
import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.sequence import Sequence as Items
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.builders.dicom import write
from tests.builders.waveforms import channel, code, ecg, group, waveform
from viewer.core.waveforms.leads import TWELVE
from viewer.core.waveforms.paper import layouts_for, sheet
from viewer.core.waveforms.recording import Recording
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.waveforms import read_waveform


def read(dataset: Dataset, folder: Path) -> Recording:
    return read_waveform(write(dataset, folder / "waveform"))


@pytest.mark.parametrize("kind", ["SB", "UB", "SS", "US", "SL", "UL"])
def test_samples_of_every_kind_have_the_values_that_pydicom_gives(kind: str, tmp_path: Path) -> None:
    size = {"B": 8, "S": 16, "L": 32}[kind[1]]
    low, high = (-(2 ** (size - 1)), 2 ** (size - 1) - 1) if kind[0] == "S" else (0, 2**size - 1)
    stored = np.array([[low, high], [high, low], [1, 3]], dtype=np.int64)
    channels = [
        channel("I", ChannelSensitivityCorrectionFactor="1.1", ChannelBaseline="-7.5"),
        channel("II", ChannelSensitivity="0.125"),
    ]
    path = write(waveform(group(stored, channels, kind)), tmp_path / "waveform")

    found = read_waveform(path).groups[0]

    ours = np.stack([found.values(0), found.values(1)], axis=1)
    np.testing.assert_allclose(ours, dcmread(path).waveform_array(0), rtol=1e-6)


@pytest.mark.parametrize(("kind", "codec"), [("MB", "pcm_mulaw"), ("AB", "pcm_alaw")])
def test_companded_samples_are_those_that_ffmpeg_decodes(kind: str, codec: str, tmp_path: Path) -> None:
    coded = np.arange(256, dtype=np.uint8)
    decoder = av.CodecContext.create(codec, "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout, decoder.format = 8000, "mono", "s16"
    expected = decoder.decode(av.Packet(coded.tobytes()))[0].to_ndarray().ravel()

    found = read(waveform(group(coded[:, None], [channel("sound", "")], kind)), tmp_path).groups[0]

    assert found.values(0).tolist() == expected.tolist()


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_a_waveform_is_read_in_other_syntaxes_too(syntax: str, tmp_path: Path) -> None:
    path = write(ecg(1.0), tmp_path / "waveform", transfer_syntax=syntax)

    found = read_waveform(path).groups[0]

    assert [known.name for known in found.channels] == list(TWELVE)
    assert found.shown(1).max() == pytest.approx(1.0)
    assert found.shown_unit(1) == "mV"


def test_padding_is_no_value_and_skew_filters_and_state_are_kept(tmp_path: Path) -> None:
    lead = channel(
        "V2",
        ChannelSampleSkew="5",
        ChannelStatus=["LEAD OFF"],
        FilterLowFrequency="0.05",
        NotchFilterFrequency="50",
    )
    made = group(np.array([[1], [-32768], [3]]), [lead])
    made.WaveformPaddingValue = (-32768).to_bytes(2, "little", signed=True)
    made["WaveformPaddingValue"].VR = "OW"
    made.MultiplexGroupTimeOffset = "250"

    found = read(waveform(made), tmp_path).groups[0]

    np.testing.assert_array_equal(found.values(0), [2.5, np.nan, 7.5])
    known = found.channels[0]
    assert (known.skew_s, known.remarks, found.offset_s) == (0.01, ("LEAD OFF",), 0.25)
    assert known.filters.words == "above 0.05 Hz, notch 50 Hz"


def test_without_a_sensitivity_numbers_have_no_unit(tmp_path: Path) -> None:
    found = read(waveform(group(np.array([[7]]), [channel("Trigger", "")])), tmp_path).groups[0]

    assert (found.shown(0)[0], found.shown_unit(0), found.channels[0].name) == (7, "", "Trigger")


def test_notes_say_what_was_found_on_which_channel_and_when(tmp_path: Path) -> None:
    said, measured, marked = Dataset(), Dataset(), Dataset()
    said.UnformattedTextValue, said.ReferencedWaveformChannels = "SINUS RHYTHM", [1, 0]
    measured.ConceptNameCodeSequence = code("8867-4", "LN", "Heart rate")
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = "72", code("/min", "UCUM", "per minute")
    marked.ConceptNameCodeSequence = code("T-2", "99TEST", "QRS")
    marked.TemporalRangeType, marked.ReferencedSamplePositions = "SEGMENT", [251, 301]
    marked.ReferencedWaveformChannels = [1, 2]

    notes = read(ecg(1.0, WaveformAnnotationSequence=Items([said, measured, marked])), tmp_path).notes

    assert [note.text for note in notes] == ["SINUS RHYTHM", "Heart rate: 72 /min", "QRS"]
    assert (notes[2].channels, notes[2].spans_s) == ((1,), ((0.5, 0.6),))


def test_a_file_that_ends_early_shows_what_is_there_and_says_so(tmp_path: Path) -> None:
    made = group(np.zeros((4, 2)), [channel("I"), channel("II")])
    made.NumberOfWaveformSamples = 9

    found = read(waveform(made), tmp_path)

    assert found.groups[0].samples == 4
    assert found.problems == ("9 samples were announced, 4 are there",)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"SamplingFrequency": "0"}, "Sampling Frequency"),
        ({"WaveformSampleInterpretation": "XX"}, "not known"),
        ({"WaveformBitsAllocated": 8}, "do not have 8 bits"),
        ({"NumberOfWaveformChannels": 65535}, "65535 channels"),
        ({"WaveformData": b""}, "no samples"),
    ],
)
def test_f5_what_cannot_be_true_is_refused_with_a_reason(
    values: dict[str, Any], why: str, tmp_path: Path
) -> None:
    made = group(np.zeros((4, 1)), [channel("I")], **values)

    with pytest.raises(UnreadableError, match=why):
        read(waveform(made), tmp_path)


def test_f1_a_damaged_waveform_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = write(ecg(0.2), tmp_path / "whole").read_bytes()
    dice, outcomes = Random(20), set()
    for number in range(400):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(damaged))
            match number % 4:
                case 0:
                    damaged[place] ^= 1 << dice.randrange(8)
                case 1:
                    damaged[place : place + 4] = dice.choice([b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"])
                case 2:
                    del damaged[place : place + dice.randint(1, 60)]
                case _:
                    del damaged[max(place, 200) :]
        path = tmp_path / "damaged"
        path.write_bytes(damaged)
        try:
            for group_read in read_waveform(path).groups:
                sheet(group_read, layouts_for(group_read)[0])
            outcomes.add("read")
        except (UnreadableError, NotDicomError):
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@pytest.mark.corpus
def test_a_real_ecg_has_exactly_the_samples_of_pydicom(corpus: Path) -> None:
    path = corpus / "derived" / "ecg" / "waveform_ecg.dcm"
    outside = dcmread(path)

    found = read_waveform(path)

    assert [known.label for known in found.groups] == ["RHYTHM", "MEDIAN BEAT"]
    for number, known in enumerate(found.groups):
        ours = np.stack([known.values(place) for place in range(12)], axis=1)
        np.testing.assert_array_equal(ours, outside.waveform_array(number))
        assert [one.name for one in known.channels] == list(TWELVE)
    assert len(found.notes) == 77
    assert "QTc Interval: 370 ms" in [note.text for note in found.notes]
