"""Waveform objects made for tests: a twelve-lead ECG, and groups of any kind of sample."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.sequence import Sequence as Items

from tests.builders.dicom import ct_slice, uid
from viewer.core.waveforms.leads import TWELVE
from viewer.core.waveforms.recording import Channel, Group, Note, Recording

TWELVE_LEAD = "1.2.840.10008.5.1.4.1.1.9.1.1"
MDC = {
    "I": 1,
    "II": 2,
    "III": 61,
    "aVR": 62,
    "aVL": 63,
    "aVF": 64,
    **{f"V{n}": n + 2 for n in range(1, 7)},
}
KINDS = {"SB": "i1", "UB": "u1", "MB": "u1", "AB": "u1", "SS": "<i2", "US": "<u2", "SL": "<i4", "UL": "<u4"}


def code(value: str, scheme: str, meaning: str) -> Items:
    """Return a coded concept."""
    coded = Dataset()
    coded.CodeValue, coded.CodingSchemeDesignator, coded.CodeMeaning = value, scheme, meaning
    return Items([coded])


def channel(name: str, unit: str = "uV", **values: Any) -> Dataset:
    """Return a channel definition; a lead gets its MDC code."""
    made = Dataset()
    coded = (f"2:{MDC[name]}", "MDC", f"Lead {name}") if name in MDC else ("T-1", "99TEST", name)
    made.ChannelSourceSequence = code(*coded)
    if unit:
        made.ChannelSensitivity, made.ChannelSensitivityCorrectionFactor = "2.5", "1"
        made.ChannelBaseline = "0"
        made.ChannelSensitivityUnitsSequence = code(unit, "UCUM", unit)
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def group(stored: NDArray[Any], channels: Sequence[Dataset], kind: str = "SS", **values: Any) -> Dataset:
    """Return a multiplex group of (samples, channels) stored numbers, 500 a second."""
    made, plain = Dataset(), np.dtype(KINDS[kind])
    made.MultiplexGroupLabel, made.SamplingFrequency = "RHYTHM", "500"
    made.NumberOfWaveformSamples, made.NumberOfWaveformChannels = stored.shape
    made.WaveformBitsAllocated, made.WaveformSampleInterpretation = plain.itemsize * 8, kind
    made.ChannelDefinitionSequence = Items(channels)
    made.WaveformOriginality = "ORIGINAL"
    data = stored.astype(plain).tobytes()
    made.WaveformData = data + b"\0" * (len(data) % 2)
    made["WaveformData"].VR = "OB" if plain.itemsize == 1 else "OW"
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def waveform(*groups: Dataset, sop_class: str = TWELVE_LEAD, **values: Any) -> Dataset:
    """Return a waveform object with these groups."""
    made = ct_slice()
    for keyword in ("PixelData", "Rows", "Columns", "FrameOfReferenceUID"):
        if keyword in made:
            delattr(made, keyword)
    made.SOPClassUID = sop_class
    made.SOPInstanceUID = uid("waveform")
    made.SeriesInstanceUID, made.Modality, made.SeriesDescription = uid("waveform series"), "ECG", "ecg"
    made.WaveformSequence = Items(groups)
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def ecg(seconds: float = 10.0, **values: Any) -> Dataset:
    """Return a twelve-lead ECG of 72 spikes of 1 mV a minute, 2.5 µV a step."""
    samples = round(seconds * 500)
    spikes = np.where(np.arange(samples) % 417 < 5, 400, 0)
    return waveform(
        group(np.repeat(spikes[:, None], 12, axis=1), [channel(name) for name in TWELVE]), **values
    )


def recording(seconds: float = 10.0, names: Sequence[str] = TWELVE, unit: str = "mV") -> Recording:
    """Return what reading such an object gives: the value of channel n is n/10 of its unit all the time."""
    samples = round(seconds * 500)
    stored = np.tile(np.arange(len(names), dtype=np.int16), (samples, 1))
    channels = tuple(Channel(name, unit=unit, sensitivity=0.1) for name in names)
    notes = (Note("SINUS RHYTHM"), Note("QRS onset", 0, (), ((1.0, 1.0),)))
    return Recording((Group("RHYTHM", 500.0, channels, stored),), notes)
