"""Waveform objects: ECG, haemodynamic, respiratory and other curves, read whole. PS3.3 C.10.8 to C.10.10."""

from math import isfinite
from pathlib import Path

import numpy as np

from viewer.core.waveforms.companding import a_law, mu_law
from viewer.core.waveforms.leads import lead_name
from viewer.core.waveforms.recording import Channel, Filters, Group, Note, Recording, Samples
from viewer.dicom.elements import read_level
from viewer.dicom.failures import UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import opened, said_by_system
from viewer.dicom.values import Elements

LARGEST = 512 << 20
MOST_CHANNELS = 1024
SLOWEST_HZ, FASTEST_HZ = 1e-3, 1e7
LARGEST_FACTOR = 1e12
_DATA = 0x54001010
_PADDING = 0x5400100A
_PLAIN = {"SB": "i1", "UB": "u1", "MB": "u1", "AB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4"}
_PLAIN |= {"SV": "i8", "UV": "u8"}
_COMPANDED = {"MB": mu_law, "AB": a_law}


def read_waveform(path: Path) -> Recording:
    """Return everything a waveform object holds.

    Raises
    ------
    NotDicomError, UnreadableError
        Where there is none, or nothing of it can be read.
    """
    try:
        with opened(path) as file:
            start = find_dataset(file)
            level = read_level(start.source, start.position, start.encoding, largest=LARGEST)
    except OSError as problem:
        raise UnreadableError(said_by_system(problem)) from problem
    elements = Elements(level.values, start.encoding)
    groups, problems = [], elements.problems
    for number, item in enumerate(elements.items("WaveformSequence"), start=1):
        try:
            groups.append(_group(item, number, start.encoding.order))
        except UnreadableError as problem:
            problems.append(f"group {number}: {problem.reason}")
    if not groups:
        raise UnreadableError("; ".join(problems) or "it holds no waveform (5400,0100)")
    notes = tuple(_notes(elements, tuple(groups)))
    return Recording(tuple(groups), notes, tuple(dict.fromkeys(problems)))


def _group(item: Elements, number: int, order: str) -> Group:
    rate = item.number("SamplingFrequency")
    if rate is None or not SLOWEST_HZ <= rate <= FASTEST_HZ:
        raise UnreadableError("Sampling Frequency (003A,001A) is missing or cannot be")
    definitions = item.items("ChannelDefinitionSequence")
    count = item.integer("NumberOfWaveformChannels") or len(definitions)
    if not 0 < count <= MOST_CHANNELS:
        raise UnreadableError(f"it says that it has {count} channels")
    stored = _stored(item, count, order)
    nothing = Elements({}, item.part(())[1])
    channels = tuple(
        _channel(definitions[place] if place < len(definitions) else nothing, place + 1, rate)
        for place in range(count)
    )
    stored.flags.writeable = False
    return Group(
        label=item.line("MultiplexGroupLabel") or f"Group {number}",
        rate_hz=rate,
        channels=channels,
        stored=stored,
        offset_s=(item.number("MultiplexGroupTimeOffset") or 0.0) / 1000,
        originality=item.text("WaveformOriginality"),
        padding=_padding(item, order),
    )


def _stored(item: Elements, channels: int, order: str) -> Samples:
    """Return the samples, (samples, channels); fewer than the header says where the data end before."""
    kind = item.text("WaveformSampleInterpretation")
    code = _PLAIN.get(kind)
    if code is None:
        raise UnreadableError(f"Waveform Sample Interpretation (5400,1006) is {kind!r}, which is not known")
    plain = np.dtype(f"{order}{code}")
    allocated = item.integer("WaveformBitsAllocated")
    if allocated is not None and allocated != plain.itemsize * 8:
        raise UnreadableError(f"samples of kind {kind} do not have {allocated} bits")
    data = item.bytes_of(_DATA)
    held = len(data) // (plain.itemsize * channels)
    said = item.integer("NumberOfWaveformSamples") or held
    if said > held:
        item.problems.append(f"{said} samples were announced, {held} are there")
    count = min(said, held)
    if count <= 0:
        raise UnreadableError("it holds no samples")
    samples = np.frombuffer(data, plain, count * channels).reshape(count, channels)
    companded = _COMPANDED.get(kind)
    if companded is not None:
        return companded(samples.astype(np.uint8))
    return samples.astype(plain.newbyteorder("="))


def _padding(item: Elements, order: str) -> int | None:
    code = _PLAIN.get(item.text("WaveformSampleInterpretation"), "")
    raw = item.bytes_of(_PADDING)
    if not code or item.text("WaveformSampleInterpretation") in _COMPANDED:
        return None
    plain = np.dtype(f"{order}{code}")
    return int(np.frombuffer(raw, plain, 1)[0]) if len(raw) >= plain.itemsize else None


def _channel(definition: Elements, number: int, rate_hz: float) -> Channel:
    source = definition.first("ChannelSourceSequence")
    meaning, label = source.line("CodeMeaning"), definition.line("ChannelLabel")
    name = lead_name(source.text("CodeValue"), source.text("CodingSchemeDesignator"), meaning, label)
    sensitivity = definition.number("ChannelSensitivity")
    unit = definition.first("ChannelSensitivityUnitsSequence").text("CodeValue")
    skew = definition.number("ChannelTimeSkew")
    if skew is None:
        skew = (definition.number("ChannelSampleSkew") or 0.0) / rate_hz
    correction = definition.number("ChannelSensitivityCorrectionFactor")
    factors = (sensitivity, correction, definition.number("ChannelBaseline"))
    sound = all(factor is None or abs(factor) <= LARGEST_FACTOR for factor in factors)
    known = sensitivity is not None and sensitivity != 0 and sound
    return Channel(
        name=name or f"Channel {number}",
        source=meaning,
        unit=unit if known else "",
        sensitivity=sensitivity if known and sensitivity is not None else 1.0,
        correction=1.0 if correction is None or not known else correction,
        baseline=(definition.number("ChannelBaseline") or 0.0) if known else 0.0,
        skew_s=skew if isfinite(skew) else 0.0,
        filters=Filters(
            definition.number("FilterLowFrequency"),
            definition.number("FilterHighFrequency"),
            definition.number("NotchFilterFrequency"),
            definition.number("NotchFilterBandwidth"),
        ),
        remarks=tuple(word for word in definition.texts("ChannelStatus") if word != "OK"),
    )


def _notes(elements: Elements, groups: tuple[Group, ...]) -> list[Note]:
    noted = (_note(item, groups) for item in elements.items("WaveformAnnotationSequence"))
    return [note for note in noted if note is not None]


def _note(item: Elements, groups: tuple[Group, ...]) -> Note | None:
    text = _words(item)
    if not text:
        return None
    referenced = [int(number) for number in item.numbers("ReferencedWaveformChannels")]
    pairs = [(group, channel) for group, channel in zip(referenced[::2], referenced[1::2], strict=False)]
    group = next((group - 1 for group, _ in pairs if 0 < group <= len(groups)), 0)
    channels = tuple(
        channel - 1 for of, channel in pairs if of == group + 1 and 0 < channel <= len(groups[group].channels)
    )
    return Note(text, group, channels, _spans_s(item, groups[group]))


def _words(item: Elements) -> str:
    """Return a note in words: its text, or a name with a value."""
    text = item.line("UnformattedTextValue")
    if text:
        return text
    name = item.first("ConceptNameCodeSequence").line("CodeMeaning")
    value = item.first("ConceptCodeSequence").line("CodeMeaning")
    numbers, unit = item.numbers("NumericValue"), item.first("MeasurementUnitsCodeSequence")
    if numbers:
        written = ", ".join(f"{number:g}" for number in numbers)
        value = f"{written} {unit.text('CodeValue')}".strip()
    return ": ".join(part for part in (name, value) if part)


def _spans_s(item: Elements, group: Group) -> tuple[tuple[float, float], ...]:
    """Return when a note holds: moments, or stretches from one to the next. C.10.10.1.2."""
    positions, offsets = item.numbers("ReferencedSamplePositions"), item.numbers("ReferencedTimeOffsets")
    times = [(position - 1) / group.rate_hz for position in positions] or list(offsets)
    kind = item.text("TemporalRangeType")
    if kind in ("SEGMENT", "MULTISEGMENT"):
        return tuple(zip(times[::2], times[1::2], strict=False))
    if kind == "BEGIN" and times:
        return ((times[0], group.duration_s),)
    if kind == "END" and times:
        return ((0.0, times[0]),)
    return tuple((time, time) for time in times)
