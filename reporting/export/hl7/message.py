"""A report as HL7 v2.5.1 ORU^R01: a file for an interface that takes unsolicited observations.

Character set UNICODE UTF-8 (MSH-18). Sections are OBX of formatted text, measurements OBX of numbers with UCUM units,
each followed by a note that says where its unit comes from; the images measured on follow as references. Nothing here
is sent: the site's interface engine does that.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from pydicom.sr.coding import Code
from PySide6.QtGui import QImage

from reporting.core.acts import Act
from reporting.core.report import Report, State
from reporting.core.signing import digest
from reporting.export import codes
from reporting.export.belonging import make_sure_they_belong_together
from reporting.export.dicom_document import MANUFACTURER, date_or_nothing
from reporting.export.files import refusals_in_words, write_whole
from reporting.export.hl7.encoding import (
    DELIMITERS,
    FIELD,
    REPEAT,
    SUB,
    components,
    escaped,
    message,
    segment,
)
from reporting.export.letterhead import PLAIN, Letterhead
from reporting.export.letters import one_line
from reporting.export.moments import in_utc, made_at
from reporting.export.outline import (
    Pointers,
    answer_of,
    heading_of,
    looked_at,
    number_in_words,
    numbers_of,
    signature_of,
    title_of,
)
from reporting.export.pdf import write_pdf
from reporting.export.pdf_press import Paper
from reporting.export.plain_text import section_lines
from reporting.export.standing import standing_of, withdrawal_of
from reporting.export.verification import version_sha256
from reporting.export.versions import content_sha256
from reporting.export.wording import NOT_FOR_DIAGNOSIS, measurement_on_paper
from viewer.core.measurements import Measurement
from viewer.core.study import FrameKey

STATUSES = {State.DRAFT: "R", State.PRELIMINARY: "P", State.FINAL: "F"}
"""HL7 tables 0085 and 0123: entered and not verified, preliminary, final. With an addendum the result is *C*."""

_GROUPS = ("A", "I", "P")
"""Alphabetic, ideographic, phonetic: table 0465, name representation."""


def write_hl7(
    report: Report,
    first: Report | None,
    path: Path,
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report as a message to a file; return what was written. The first opinion is a message of its own."""
    if first is not None:
        make_sure_they_belong_together(report, first)
    _write(oru(report, cleared=cleared, letterhead=letterhead, acts=acts), path)
    return (path,)


def write_hl7_with_pdf(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    path: Path,
    *,
    cleared: bool = False,
    paper: Paper = Paper.A4,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report as a message with its pages as PDF inside. Parameters as for write_pdf."""
    with refusals_in_words(), TemporaryDirectory(prefix=".report-", dir=path.parent) as folder:
        target = Path(folder) / "report.pdf"
        write_pdf(
            report, first, pictures, target, cleared=cleared, paper=paper, letterhead=letterhead, acts=acts
        )
        pdf = target.read_bytes()
    _write(oru(report, pdf, cleared=cleared, letterhead=letterhead, acts=acts), path)
    return (path,)


def oru(
    report: Report,
    pdf: bytes = b"",
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> str:
    """Return the message. Written twice, the same version of a report has the same control id (MSH-10).

    A report that was withdrawn says so first, and all it says is marked as wrong (status *W*, the request *X*).
    """
    withdrawn = withdrawal_of(report, acts)
    head = (
        _header(report, letterhead, withdrawn),
        _patient(report),
        segment("PV1", "1", "U"),
        *_order(report),
    )
    observations = [*_observations(report, pdf, acts, cleared=cleared)]
    if withdrawn:
        observations = [_text(report, codes.COMMENT, withdrawn), *observations]
    segments = [*head, *_numbered(observations)]
    return message(_taken_back(segments) if withdrawn else segments)


def _taken_back(segments: Iterable[str]) -> Iterator[str]:
    """Yield segments with the status of results that were wrong."""
    for one in segments:
        fields = one.split(FIELD)
        at = {"OBR": 25, "OBX": 11}.get(fields[0], 0)
        if at:
            fields[at] = "X" if fields[0] == "OBR" else "W"
        yield FIELD.join(fields)


def _write(words: str, path: Path) -> None:
    write_whole(path, lambda partial: partial.write_bytes(words.encode("utf-8")))


def _header(report: Report, letterhead: Letterhead, withdrawn: str) -> str:
    version = content_sha256(report) + version_sha256(report) + withdrawn
    control = digest(version.encode())[:20]
    return segment(
        "MSH",
        DELIMITERS,
        escaped(MANUFACTURER),
        escaped(one_line(letterhead.name)),
        "",
        "",
        f"{in_utc(made_at(report)):%Y%m%d%H%M%S}+0000",
        "",
        "ORU^R01^ORU_R01",
        control,
        "P",
        "2.5.1",
        *([""] * 5),
        "UNICODE UTF-8",
    )


def _patient(report: Report) -> str:
    known = report.patient
    return segment(
        "PID",
        "1",
        "",
        components(
            one_line(known.patient_id), "", "", one_line(known.issuer), "MR" if known.patient_id else ""
        ),
        "",
        _names(known.name),
        "",
        date_or_nothing(known.birth_date),
        known.sex if known.sex in ("M", "F", "O") else "U",
    )


def _names(name: str) -> str:
    """Return a person name with each of its groups as a repetition (XPN): suffix before prefix, unlike DICOM."""
    repeated = []
    for group, kind in zip(name.split("="), _GROUPS, strict=False):
        family, given, middle, prefix, suffix = [*map(one_line, group.split("^")), *[""] * 5][:5]
        if any((family, given, middle, prefix, suffix)):
            repeated.append(components(family, given, middle, suffix, prefix, "", "L", kind))
    return REPEAT.join(repeated)


def _order(report: Report) -> Iterator[str]:
    study, accession = report.study, one_line(report.study.accession)
    filler = components(accession or one_line(report.uid), "" if accession else MANUFACTURER)
    made = f"{in_utc(made_at(report)):%Y%m%d%H%M%S}+0000"
    seen = date_or_nothing(study.date)
    if seen and study.time[:4].isdigit():
        seen += study.time[:6] if study.time[:6].isdigit() else study.time[:4]
    reader = one_line(report.reader.name)
    referrer = _referrer(study.referring)
    yield segment("ORC", "RE", "", filler)
    fields = [""] * 32
    for number, value in (
        (1, "1"),
        (3, filler),
        (4, _coded(codes.REPORT)),
        (7, seen),
        (13, escaped(one_line(study.description))),
        (16, referrer),
        (22, made),
        (24, "RAD"),
        (25, _status(report)),
        (32, components("", reader, between=SUB) if reader else ""),
    ):
        fields[number - 1] = value
    yield segment("OBR", *fields)


def _referrer(name: str) -> str:
    family, given = [*map(one_line, name.split("=")[0].split("^")), "", ""][:2]
    return components("", family, given)


def _observations(report: Report, pdf: bytes, acts: Sequence[Act], *, cleared: bool) -> Iterator[str]:
    """Yield OBX segments, numbered later, and the notes that belong to them."""
    pointers = Pointers(report)
    yield _text(report, codes.REPORT_STATE, title_of(report))
    for addendum in reversed(report.addenda):
        yield _text(report, codes.ADDENDUM, f"{heading_of(addendum)}\n{addendum.text}", str(addendum.number))
    if report.response is not None:
        said = "\n".join(f"{name}: {value}" for name, value in answer_of(report.response))
        yield _text(report, codes.SECOND_OPINION, said)
    for known in report.reservations:
        if known.accepted:
            yield _text(report, codes.RESERVATION, known.text)
    for section in report.sections:
        lines = [*section_lines(section, pointers)]
        if lines:
            yield _text(report, codes.SECTIONS[section.name].heading, "\n".join(lines))
    for measurement in report.measurements:
        yield from _measured(report, measurement, pointers.measured[measurement.uid])
    for key in report.key_images:
        name = pointers.shown[key.uid]
        yield _string(report, codes.ILLUSTRATION, _image(key.frame), name)
        yield _note(" · ".join(part for part in (key.caption, looked_at(key)) if part))
    standing = [f"{name}: {said}" for name, said in standing_of(report, acts)]
    yield _text(report, codes.COMMENT, "\n".join([signature_of(report), *standing]))
    if report.signature is not None:
        yield _string(report, codes.REPORT_SHA256, report.signature.sha256)
    if not cleared:
        yield _text(report, codes.COMMENT, NOT_FOR_DIAGNOSIS)
    if pdf:
        carried = f"{escaped(MANUFACTURER)}^AP^PDF^Base64^{b64encode(pdf).decode('ascii')}"
        yield _obx(report, "ED", codes.REPORT, "PDF", carried)


def _numbered(observations: Iterable[str]) -> Iterator[str]:
    numbers = count(1)
    for line in observations:
        yield line.replace("OBX|", f"OBX|{next(numbers)}", 1) if line.startswith("OBX|") else line


def _measured(report: Report, measurement: Measurement, name: str) -> Iterator[str]:
    written = [*numbers_of(measurement)]
    for at, (quantity, number) in enumerate(zip(measurement.quantities, written, strict=True), start=1):
        unit = _coded(codes.unit_code(quantity.unit))
        concept = codes.quantity_code(quantity.name)
        yield _obx(report, "NM", concept, f"{name}.{at}", _decimal(quantity.value), unit)
        yield _note(number_in_words(number))
    yield _string(report, codes.SOURCE_OF_MEASUREMENT, _image(measurement.place.frame), name)
    said = (words for words in (measurement_on_paper(measurement), *measurement.notes) if words.strip())
    yield from (_note(words, at) for at, words in enumerate(said, start=1))


def _image(frame: FrameKey) -> str:
    return f"{frame.sop_instance_uid} frame {frame.frame}"


def _text(report: Report, concept: Code, words: str, sub_id: str = "") -> str:
    return _obx(report, "FT", concept, sub_id, escaped(words))


def _string(report: Report, concept: Code, words: str, sub_id: str = "") -> str:
    return _obx(report, "ST", concept, sub_id, escaped(one_line(words)))


def _note(words: str, number: int = 1) -> str:
    return segment("NTE", str(number), "L", escaped(words))


def _decimal(value: float) -> str:
    """Return a number at full precision without an exponent, which NM does not know. HL7 v2.5.1 2.A.47."""
    return f"{Decimal(repr(float(value))):f}"


def _obx(report: Report, kind: str, concept: Code, sub_id: str, value: str, unit: str = "") -> str:
    made = f"{in_utc(made_at(report)):%Y%m%d%H%M%S}+0000"
    sub = escaped(sub_id)
    return segment(
        "OBX", "", kind, _coded(concept), sub, value, unit, "", "", "", "", _status(report), "", "", made
    )


def _coded(code: Code) -> str:
    return components(code.value, code.meaning, code.scheme_designator)


def _status(report: Report) -> str:
    return "C" if report.addenda else STATUSES[report.state]
