"""Lines of a report and the values of its fields as plain dictionaries, and back.

What came after the first version is left out where it says nothing: older reports keep the bytes they were signed
with.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from unicodedata import normalize

from reporting.core.report import FieldValue, Line, Listed, Mark, Span
from viewer.core.plain import EncodingError, Plain, each, fields_of, member, text, truth, whole

_SPAN_TEXTS = "field measurement_uid"
_SPAN_STYLES = "bold italic underline"
_FIELD_TEXTS = "id title value unit code remark"


def composed(words: str) -> str:
    """Return a text in NFC; half characters (unpaired surrogates, from a clipboard) as the replacement character."""
    return normalize("NFC", words.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def line_to_plain(line: Line) -> Plain:
    """Return a line as a plain dictionary."""
    plain: Plain = {
        "text": line.text,
        "measurement_uid": line.measurement_uid,
        "key_image_uid": line.key_image_uid,
        "edited": line.edited,
        "mark": line.mark.name,
    }
    if line.spans:
        plain["spans"] = [_span_to_plain(span) for span in _composed_spans(line)]
    if line.listed is not Listed.NONE:
        plain["listed"] = line.listed.name
    return plain


def line_from_plain(plain: object, where: str) -> Line:
    """Return the line a dictionary stands for."""
    known = fields_of(plain, where, "text measurement_uid key_image_uid edited mark", "spans listed")
    line = Line(
        text=text(known["text"], "line.text"),
        measurement_uid=text(known["measurement_uid"], "line.measurement_uid"),
        key_image_uid=text(known["key_image_uid"], "line.key_image_uid"),
        edited=truth(known["edited"], "line.edited"),
        mark=member(known["mark"], "line.mark", Mark),
        spans=each(known.get("spans", ()), "line.spans", _span_from_plain),
        listed=member(known.get("listed", Listed.NONE.name), "line.listed", Listed),
    )
    at = 0
    for span in line.spans:
        if span.start < at or span.length < 1:
            raise EncodingError("line.spans lie one over another")
        at = span.end
    if at > len(line.text):
        raise EncodingError("line.spans reach beyond the text")
    return line


def field_to_plain(known: FieldValue) -> Plain:
    """Return the value of a field as a plain dictionary."""
    return {entry.name: getattr(known, entry.name) for entry in fields(FieldValue)}


def field_from_plain(plain: object, where: str) -> FieldValue:
    """Return the value of a field that a dictionary stands for."""
    known = fields_of(plain, where, f"{_FIELD_TEXTS} required")
    texts = {name: text(known[name], f"field.{name}") for name in _FIELD_TEXTS.split()}
    return FieldValue(**texts, required=truth(known["required"], "field.required"))


def _composed_spans(line: Line) -> Iterator[Span]:
    """Yield the spans where their letters stand once the text is composed, as it is written for signing."""
    if composed(line.text) == line.text:
        yield from line.spans
        return
    for span in line.spans:
        start, end = len(composed(line.text[: span.start])), len(composed(line.text[: span.end]))
        if end > start:
            yield replace(span, start=start, length=end - start)


def _span_to_plain(span: Span) -> Plain:
    said: Plain = {"start": span.start, "length": span.length}
    names = f"{_SPAN_STYLES} {_SPAN_TEXTS}".split()
    return said | {name: getattr(span, name) for name in names if getattr(span, name)}


def _span_from_plain(plain: object, where: str) -> Span:
    known = fields_of(plain, where, "start length", f"{_SPAN_STYLES} {_SPAN_TEXTS}")
    return Span(
        start=whole(known["start"], "span.start"),
        length=whole(known["length"], "span.length"),
        bold=truth(known.get("bold", False), "span.bold"),
        italic=truth(known.get("italic", False), "span.italic"),
        underline=truth(known.get("underline", False), "span.underline"),
        field=text(known.get("field", ""), "span.field"),
        measurement_uid=text(known.get("measurement_uid", ""), "span.measurement_uid"),
    )
