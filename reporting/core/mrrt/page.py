"""The page of an MRRT template, taken apart into sections of lines and fields."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from reporting.core.fields.definition import Field, Kind, Option
from reporting.core.header_facts import PLACEHOLDERS

_LINES = {"p", "div", "li", "tr", "br", "header", "h1", "h2", "h3", "h4", "ul", "ol", "table", "dd", "dt"}
_LEFT_OUT = {"style", "head", "svg", "object", "embed", "iframe", "noscript"}
_REQUIRED = {"ALERT", "PROHIBIT"}
_KINDS = {
    "NUMBER": Kind.NUMBER,
    "DATE": Kind.DATE,
    "SELECTION_LIST": Kind.CHOICE,
    "CHECKBOX": Kind.CHOICES,
    "RADIO": Kind.CHOICE,
}
_TYPES = {"number": Kind.NUMBER, "date": Kind.DATE, "radio": Kind.CHOICE, "checkbox": Kind.CHOICES}

MERGED = {
    "studydate": "study_date",
    "examdate": "study_date",
    "proceduredate": "study_date",
    "studydescription": "study_description",
    "procedurename": "study_description",
    "proceduredescription": "study_description",
    "modality": "modality",
    "bodypart": "body_part",
    "reasonforexam": "indication",
    "reasonforstudy": "indication",
    "indication": "indication",
    "clinicalinformation": "indication",
    "contrast": "contrast",
    "comparison": "prior_dates",
    "patientsex": "sex",
    "patientage": "age",
} | {name.replace("_", ""): name for name in PLACEHOLDERS}
"""Names under which other systems merge facts in, letters only, and ours; others stay fields to be filled."""

_Attributes = dict[str, str]


class Page(HTMLParser):
    """Goes through a page once. Nothing of it is executed or fetched.

    Attributes
    ----------
    sections
        Name of each outermost section, and its lines with ``[id]`` for fields and ``{fact}`` for merged facts.
    defaults
        Lines that fields without a choice are prefilled with: what the author thinks normal.
    codes
        ``scheme:value`` by the id of what is coded.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.metas: dict[str, str] = {}
        self.sections: list[tuple[str, list[str]]] = []
        self.defaults: list[tuple[str, list[str]]] = []
        self.fields: dict[str, Field] = {}
        self.codes: dict[str, str] = {}
        self._depth = 0
        self._line, self._silent = "", ""
        self._in_title = self._in_header = False
        self._asked = self._option = self._area = self._entry = ""
        self._labels: dict[str, str] = {}
        self._label_of = self._tick = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag stands for."""
        given = {name: value or "" for name, value in attrs}
        if self._silent:
            return
        if tag == "meta":
            self.metas.setdefault(given.get("name", "").lower(), given.get("content", ""))
        elif tag == "title":
            self._in_title = True
        elif tag == "script":
            self._silent = "script"
        elif tag in _LEFT_OUT - {"head"}:
            self._silent = tag
        elif tag == "section":
            self._begin_section(given)
        elif self._depth:
            self._begin(tag, given)

    def _begin_section(self, given: _Attributes) -> None:
        self._end_line()
        self._depth += 1
        name = given.get("data-section-name") or given.get("id", "")
        if self._depth == 1:
            self.sections.append((name, []))
            self.defaults.append((name, []))
        elif name.strip():
            self.sections[-1][1].append(f"{_plain(name)}:")

    def _begin(self, tag: str, given: _Attributes) -> None:
        if tag in _LINES:
            self._end_line()
        if tag == "td":
            self._line += " "
        elif tag == "header":
            self._in_header = True
        elif tag == "label":
            self._label_of = given.get("for", "")
        elif tag == "textarea":
            self._area = self._ask(given, Kind.TEXT)
        elif tag == "select":
            several = "multiple" in given or given.get("data-field-selection", "").upper() == "MULTIPLE"
            self._asked = self._ask(given, Kind.CHOICES if several else Kind.CHOICE)
        elif tag == "option" and self._asked:
            self._end_option()
            self._option = " "
        elif tag == "input":
            self._begin_input(given)

    def _begin_input(self, given: _Attributes) -> None:
        kind = _TYPES.get(given.get("type", "text").lower(), Kind.TEXT)
        if kind in (Kind.CHOICE, Kind.CHOICES) and (given.get("name") or given.get("id")):
            uid = self._known(given)
            self._add_option(uid, given.get("value", ""))
            self._tick = _plain(given.get("value", ""))
            return
        uid = self._ask(given, kind)
        if uid and given.get("value", "").strip() and kind is Kind.TEXT:
            self._default(uid, given["value"])

    def _known(self, given: _Attributes) -> str:
        """Return the field that a tick or a radio button belongs to: all of one name are one field."""
        name = given.get("name") or given.get("id", "")
        uid = _uid(name)
        if uid not in self.fields:
            kind = _TYPES[given.get("type", "").lower()]
            return self._ask({**given, "id": name, "name": ""}, kind)
        return uid

    def _ask(self, given: _Attributes, kind: Kind) -> str:
        """Add a field where the page asks; a fact that is merged in needs no field."""
        name = given.get("id") or given.get("name", "")
        merged = MERGED.get(re.sub(r"[^a-z]", "", (given.get("name") or name).lower()))
        if given.get("data-field-merge-flag", "").lower() == "true" and merged:
            self._line += f"{{{merged}}}"
            return ""
        uid = _uid(name) or f"field_{len(self.fields) + 1}"
        while uid in self.fields:
            uid += "_"
        told = given.get("data-field-type", "").upper()
        label = self._labels.get(name, "") or given.get("name", "") or given.get("title", "")
        required = given.get("data-field-completion-action", "").upper() in _REQUIRED or "required" in given
        self.fields[uid] = Field(
            uid,
            _plain(label) or _plain(self._line).rstrip(" :,") or "Words",
            _KINDS.get(told, kind) if kind is Kind.TEXT else kind,
            required,
            unit=_plain(given.get("data-field-units", "")),
            least=_number(given.get("min", "")),
            most=_number(given.get("max", "")),
        )
        self._line += f"[{uid}]"
        return uid

    def handle_endtag(self, tag: str) -> None:
        """End what a tag stood for."""
        if tag == self._silent:
            self._silent = ""
        elif tag == "title":
            self._in_title = False
        elif tag == "header":
            self._in_header = False
            self._line = ""
        elif tag in ("option", "select"):
            self._end_option()
            self._asked = self._asked if tag == "option" else ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "label":
            self._label_of = ""
        elif tag == "section" and self._depth:
            self._end_line()
            self._depth -= 1
        elif tag in _LINES:
            self._end_line()

    def handle_data(self, data: str) -> None:
        """Take words over where they belong."""
        if self._in_title:
            self.title += data
        elif self._silent == "script":
            self._take_codes(data)
        elif self._silent or not self._depth:
            return
        elif self._option:
            self._option += data
        elif self._area:
            self._default(self._area, data)
        elif self._tick and _plain(data) == self._tick:
            self._tick = ""  # the words of the tick, said by its option
        else:
            if self._label_of:
                self._labels[self._label_of] = _plain(data).rstrip(" :")
            self._line += data

    def _default(self, uid: str, words: str) -> None:
        if words.strip():
            title = self.fields[uid].title
            self.defaults[-1][1].append(f"{title}: {_plain(words)}")

    def _end_option(self) -> None:
        if self._option.strip():
            self._add_option(self._asked, self._option)
        self._option = ""

    def _add_option(self, uid: str, words: str) -> None:
        field, text = self.fields.get(uid), _plain(words)
        if field is None or not text or any(known.text == text for known in field.options):
            return
        if field.kind is Kind.CHOICES:
            text = text.replace(",", ";")  # several are told apart by commas
        self.fields[uid] = replace(field, options=(*field.options, Option(text)))

    def _end_line(self) -> None:
        words, self._line = _plain(self._line), ""
        if words and self.sections and not self._in_header:
            self.sections[-1][1].append(words)

    def _take_codes(self, script: str) -> None:
        """Take the codes of ``template_attributes``; anything else in a script is left alone."""
        if "<template_attributes" in script:
            codes = _Codes()
            codes.feed(script)
            codes.close()
            self.codes |= codes.found


class _Codes(HTMLParser):
    """The coded content of a template: the first code of each entry."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._entry = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "entry":
            self._entry = _uid(given.get("origtxt", ""))
        elif tag == "code" and self._entry:
            code = f"{given.get('scheme', '')}:{given.get('value', '')}"
            self.found.setdefault(self._entry, code)


def _uid(name: str) -> str:
    """Return an id as brackets can hold it."""
    return re.sub(r"[\[\]{}\s]+", "_", name.strip())[:60]


def _plain(words: str) -> str:
    """Return words on one line, without what brackets and braces mean in a template, but for those put in here."""
    return " ".join(words.split())


def _number(words: str) -> float | None:
    return float(words) if re.fullmatch(r"-?\d+(\.\d+)?", words.strip()) else None
