"""Clinical documents (CDA) and any other XML, as text: no entities, no style sheets, nothing fetched (SAFETY F14).

Made in worker processes. HL7 CDA R2 narrative blocks: section, title, text, paragraph, list, table.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.documents.document import Document, Line, LineKind
from app.documents.structured_report import spoken_moment
from app.documents.words import CUT, LONGEST, readable

DEEPEST = 64
MOST_LINES = 20_000

_BLOCKS = frozenset({"paragraph", "item", "tr", "caption", "list", "table", "thead", "tbody", "tfoot"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_markup(content: bytes, title: str) -> Document:
    """Return an XML document as text; one that is refused or damaged as it is written, which is harmless."""
    try:
        root = fromstring(content)
    except DefusedXmlException:
        return _as_written(content, title, "It defines entities or fetches something: it is shown as written")
    except (ParseError, ValueError, LookupError):
        return _as_written(content, title, "It is not well-formed XML: it is shown as written")
    if _name(root) == "ClinicalDocument":
        return _clinical(root, title)
    return Document(title or _name(root), lines=_bounded(_any(root, 0)))


def read_text(content: bytes, title: str, warnings: tuple[str, ...] = ()) -> Document:
    """Return plain text: UTF-8, or else ISO 8859-1, which takes any byte."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeError:
        text = content.decode("latin-1")
    words = readable(text[:LONGEST]) + (f"\n{CUT}" if len(text) > LONGEST else "")
    return Document(title or "Text", warnings=warnings, lines=(Line(0, LineKind.PROSE, value=words),))


def _as_written(content: bytes, title: str, why: str) -> Document:
    return read_text(content, title, (why,))


def _clinical(root: Element, title: str) -> Document:
    named = _child(root, "title")
    own = _flat(named) if named is not None else ""
    lines: list[Line] = []
    for body in (found for component in _children(root, "component") for found in component):
        if _name(body) == "nonXMLBody":
            lines += _not_xml(body)
        elif _name(body) == "structuredBody":
            lines += _bounded(_sections(body, 0))
    return Document(own or title or "Clinical document", tuple(_facts(root)), lines=_bounded(iter(lines)))


def _facts(root: Element) -> Iterator[tuple[str, str]]:
    written = _child(root, "effectiveTime")
    if written is not None and written.get("value"):
        yield "Written", spoken_moment(readable(written.get("value", "")))
    for target in _children(root, "recordTarget"):
        for role in _children(target, "patientRole"):
            identifier = _child(role, "id")
            patient = _child(role, "patient")
            born = None if patient is None else _child(patient, "birthTime")
            parts = (
                "" if patient is None else _person(patient),
                "" if identifier is None else identifier.get("extension", ""),
                "" if born is None else spoken_moment(born.get("value", "")),
            )
            yield "Patient it names", readable("  ·  ".join(part for part in parts if part)) or "nobody"
    for author in _children(root, "author"):
        for assigned in _children(author, "assignedAuthor"):
            person = _child(assigned, "assignedPerson")
            if person is not None and (name := _person(person)):
                yield "Author", name


def _person(element: Element) -> str:
    name = _child(element, "name")
    return "" if name is None else _flat(name)


def _not_xml(body: Element) -> Iterator[Line]:
    text = _child(body, "text")
    kind = "" if text is None else text.get("mediaType", "")
    if text is not None and kind.startswith("text/") and text.get("representation") != "B64":
        yield Line(0, LineKind.PROSE, value=readable("".join(text.itertext())))
        return
    yield Line(
        0, LineKind.ASIDE, value=f"The body is not XML ({readable(kind) or 'unknown'}) and is not shown"
    )


def _sections(element: Element, depth: int) -> Iterator[Line]:
    for component in _children(element, "component"):
        for section in _children(component, "section"):
            title, text = _child(section, "title"), _child(section, "text")
            yield Line(depth, LineKind.HEADING, _flat(title) if title is not None else "Section")
            if text is not None:
                yield from _narrative(text, depth + 1)
            if depth < DEEPEST:
                yield from _sections(section, depth + 1)
            else:
                yield Line(depth + 1, LineKind.ASIDE, value=CUT)


def _narrative(element: Element, depth: int) -> Iterator[Line]:
    """Yield the blocks of a narrative: paragraphs, entries of lists, rows of tables, and words between them."""
    loose = [element.text or ""]
    for child in element:
        name = _name(child)
        if name in _BLOCKS and depth < DEEPEST:
            yield from _prose(loose, depth)
            loose = [child.tail or ""]
            yield from _block(child, name, depth)
        else:
            loose += [_inline(child), child.tail or ""]
    yield from _prose(loose, depth)


def _block(element: Element, name: str, depth: int) -> Iterator[Line]:
    if name == "tr":
        cells = [_flat(cell) for cell in element]
        yield Line(depth, LineKind.PROSE, value="   |   ".join(cells))
    elif name == "caption":
        yield Line(depth, LineKind.ASIDE, value=_flat(element))
    elif name == "item":
        first, *rest = list(_narrative(element, depth)) or [Line(depth, LineKind.PROSE)]
        yield Line(depth, LineKind.PROSE, value=f"• {first.value}")
        yield from rest
    else:
        inner = depth + 1 if name == "list" else depth
        yield from _narrative(element, inner)


def _prose(parts: list[str], depth: int) -> Iterator[Line]:
    lines = "".join(parts).split("\v")
    words = readable("\n".join(_BLANKS.sub(" ", line).strip() for line in lines))
    if words.strip():
        yield Line(depth, LineKind.PROSE, value=words)


def _inline(element: Element) -> str:
    """Return the words of an element within a line; a break as a vertical tab."""
    name = _name(element)
    if name == "br":
        return "\v"
    if name == "renderMultiMedia":
        return "[a picture that is not shown]"
    return "".join(element.itertext())


def _any(element: Element, depth: int) -> Iterator[Line]:
    """Yield the elements of any XML with their words and attributes."""
    values = [f"{name.rpartition('}')[2]}={value}" for name, value in element.attrib.items()]
    words = readable("  ".join(part for part in ((element.text or "").strip(), *values) if part))
    kind = LineKind.ITEM if words or not len(element) else LineKind.HEADING
    yield Line(depth, kind, _name(element), words)
    if depth >= DEEPEST and len(element):
        yield Line(depth + 1, LineKind.ASIDE, value=CUT)
        return
    for child in element:
        yield from _any(child, depth + 1)
        if (child.tail or "").strip():
            yield Line(depth + 1, LineKind.PROSE, value=readable((child.tail or "").strip()))


def _bounded(lines: Iterator[Line]) -> tuple[Line, ...]:
    taken: list[Line] = []
    characters = 0
    for line in lines:
        characters += len(line.value)
        if len(taken) == MOST_LINES or characters > LONGEST:
            taken.append(Line(0, LineKind.ASIDE, value=CUT))
            break
        taken.append(line)
    return tuple(taken) or (Line(0, LineKind.ASIDE, value="The document says nothing"),)


def _flat(element: Element) -> str:
    return readable(_BLANKS.sub(" ", "".join(element.itertext())).strip())


def _name(element: Element) -> str:
    """Return the name of an element without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _name(child) == name)


def _child(element: Element, name: str) -> Element | None:
    return next(_children(element, name), None)
