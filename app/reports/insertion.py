"""What goes into the report from the images: measurements, their values, key images; and where it goes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from app.reports.matter import can_hold, evidence_of, key_image_of
from reporting.core.draft import insert_key_image, insert_measurement, insert_value
from reporting.core.errors import ReportError
from reporting.core.field_book import FieldBook
from reporting.core.fields.answers import answered
from reporting.core.fields.definition import Kind
from reporting.core.report import Evidence, Report, SectionName, Span
from reporting.core.templates import Template
from viewer.core.camera import Camera
from viewer.core.measurements import Measurement
from viewer.core.presenting import why_not
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet, Frame, FrameKey, Study
from viewer.core.viewport import ViewportState

NOT_PUT_IN = "Nothing was put into the report"


class Subject(Protocol):
    """The report that is written, and what it is about."""

    report: Store[Report | None]

    def reported(self) -> Study | None:
        """Return the study that the report is on, None where it is not open."""

    def template(self, report: Report) -> Template:
        """Return the template of a report."""

    def book(self, report: Report) -> FieldBook:
        """Return what the fields of a report ask for."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the reader left off writing; ``field`` is empty outside of fields."""

    section: SectionName
    row: int
    field: str = ""


class Insertion:
    """Puts things into the report where the cursor was left.

    Attributes
    ----------
    place
        None while nothing was written in the report at hand: then things go behind the findings.
    """

    def __init__(
        self,
        session: Session,
        subject: Subject,
        change: Callable[[Callable[[Report], Report]], None],
        failed: Callable[[BaseException], None],
        camera_now: Callable[[ViewportState], Camera],
        over: Callable[[FrameKey], tuple[str, ...]] = lambda _: (),
    ) -> None:
        self._session, self._subject = session, subject
        self._change, self._failed, self._camera_now, self._over = change, failed, camera_now, over
        self.place: Cursor | None = None

    def measurement_here(self, uid: str) -> None:
        """Put a measurement into the field of the cursor where that asks for such, else behind the cursor's line."""
        report = self._subject.report.value
        if report is None or not uid or self._fill_field(report, uid):
            return
        section, row = self._next_line(report)
        self.measurement(uid, section, row)
        self._stand_behind(report, section, row)

    def measurement(self, uid: str, section: SectionName, row: int) -> None:
        """Put a measurement into a section, before row ``row``."""
        found = self._drawn(uid)
        if found is not None:
            measurement, evidence = found
            self._change(
                lambda report: insert_measurement(
                    report, section, row, measurement, self._subject.template(report), evidence
                )
            )

    def image_here(self) -> None:
        """Put the image in the active viewport, as it is looked at, where the cursor was left."""
        report, uid = self._subject.report.value, self._session.active.value.display_set_uid
        if report is not None and uid:
            section, row = self._next_line(report)
            self.image(uid, section, row)
            self._stand_behind(report, section, row)

    def image(self, display_set_uid: str, section: SectionName, row: int) -> None:
        """Put the image of a series, as it is looked at in a viewport, into a section, before row ``row``."""
        session = self._session
        cells = [session.layout.value.active, *range(session.layout.value.cells)]
        states = [session.viewports[cell].value for cell in cells]
        state = next((known for known in states if known.display_set_uid == display_set_uid), None)
        shown = session.display_set(display_set_uid)
        if state is None or shown is None:
            why = "the series is not on the screen"
            self._failed(
                ReportError(NOT_PUT_IN, why=why, remedy="Show the image that is meant, then drag again")
            )
        elif self._takes(shown) and state.index < len(shown.frames):
            frame = shown.frames[state.index]
            looked_at = replace(state, camera=self._camera_now(state))
            presented = _presented(session, state, frame)
            key_image = key_image_of(frame, looked_at, presented, self._over(frame.key))
            self._change(lambda known: insert_key_image(known, section, row, key_image))

    def _fill_field(self, report: Report, uid: str) -> bool:
        """Give a measurement's value to the number field of the cursor; False where it asks for no such number."""
        place, measurement = self.place, self._session.annotations.find(uid)
        field = self._subject.book(report).field(place.field) if place is not None else None
        span = _span_at(report, place) if place is not None else None
        if place is None or field is None or span is None or measurement is None:
            return False
        quantities = measurement.quantities
        if field.kind is not Kind.NUMBER or not quantities or quantities[0].unit != field.unit:
            return False
        found = self._drawn(uid)
        if found is not None:
            drawn, evidence = found
            self._change(
                lambda known: answered(
                    insert_value(known, place.section, place.row, span, drawn, evidence),
                    self._subject.book(known),
                )
            )
        return True

    def _drawn(self, uid: str) -> tuple[Measurement, Evidence] | None:
        """Return a drawing and the instance it lies on; None where the report cannot take it."""
        measurement = self._session.annotations.find(uid)
        found = self._session.find(measurement.place.frame) if measurement else None
        if measurement is None or found is None or not self._takes(found.display_set):
            return None
        return measurement, evidence_of(found.display_set.frames[found.index])

    def _takes(self, shown: DisplaySet) -> bool:
        """Whether images may go into the report at hand; if not, the reader is told why (SAFETY H16, H30)."""
        study = self._subject.reported()
        if study is not None and can_hold(study, shown):
            return True
        self._failed(
            ReportError(
                NOT_PUT_IN,
                why="the image is of another patient than the report",
                remedy="Show an image of the patient the report is about",
            )
        )
        return False

    def _next_line(self, report: Report) -> tuple[SectionName, int]:
        """Return where what comes by key goes: behind the line the cursor was left in, else behind the findings."""
        if self.place is None:
            return SectionName.FINDINGS, len(report.section(SectionName.FINDINGS).lines)
        section, row = self.place.section, self.place.row
        return section, min(row + 1, len(report.section(section).lines))

    def _stand_behind(self, before: Report, section: SectionName, row: int) -> None:
        """Let the cursor's place follow a line just put in, so that the next one comes behind it."""
        if self.place is not None and self._subject.report.value != before:
            self.place = Cursor(section, row)


def _span_at(report: Report, place: Cursor) -> Span | None:
    lines = report.section(place.section).lines
    spans = lines[place.row].spans if place.row < len(lines) else ()
    return next((known for known in spans if place.field and known.field == place.field), None)


def _presented(session: Session, state: ViewportState, frame: Frame) -> str:
    """Return the name of the presentation state that is applied to a frame, empty for none."""
    chosen = session.companions.state(state.presentation_uid)
    applied = chosen.presentation if chosen is not None else None
    return applied.name if applied is not None and not why_not(applied, frame) else ""
