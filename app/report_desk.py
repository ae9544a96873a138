"""Where the report of the study at hand lies: opened, kept in step with the drawings, saved, signed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol

from app.report_matter import (
    evidence_of,
    key_image_of,
    measurements_of,
    prior_dates,
    with_reservations,
)
from reporting.core.draft import (
    accept_reservation,
    acknowledge,
    edit_lines,
    follow_again,
    in_step,
    insert_key_image,
    insert_measurement,
    start_report,
)
from reporting.core.errors import ReportError
from reporting.core.header_facts import facts_of, reservations_of
from reporting.core.jumps import jump_of
from reporting.core.opinions import respond_to, with_agreement
from reporting.core.readiness import reasons_not_to_sign
from reporting.core.report import (
    Agreement,
    Line,
    Reader,
    Report,
    Role,
    SectionName,
)
from reporting.core.templates import Template, choose_template
from reporting.store.autosave import Autosave
from viewer.core.annotations import History
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Frame, Study
from viewer.core.viewport import ViewportState


class Shelf(Protocol):
    """Where reports are kept durably (reporting.store)."""

    def reports(self, study_uid: str) -> tuple[Report, ...]:
        """Return the reports of a study: drafts, last saved first, then signed, last signed first."""

    def load(self, report_uid: str) -> Report:
        """Return one report."""

    def save_draft(self, report: Report) -> None:
        """Keep a draft; returns when it is durable."""

    def save_preliminary(self, report: Report, now: datetime) -> Report:
        """Release a report before it is final; returns it when it is durable."""

    def sign(self, report: Report, reader: Reader, now: datetime) -> Report:
        """Sign and keep; returns the signed report when it is durable."""

    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report:
        """Sign and keep an addendum; returns the report with it when it is durable."""


def at_once(call: Callable[[], None]) -> None:
    """Run a call now."""
    call()


class Asker(Protocol):
    """Asks the reader; dialogs in the program, answers in tests."""

    def may_sign(self, report: Report) -> bool:
        """Whether the reader confirms signing."""

    def addendum(self, report: Report, /) -> str:
        """Return the words to add, empty for none."""

    def export(self, report: Report, first: Report | None) -> None:
        """Let the reader choose how a report is handed on."""


class ReportDesk:
    """The report being written. Every change sets ``report`` anew; saving follows shortly after.

    Parameters
    ----------
    failed
        Told what could not be done.
    wake
        Calls ``save`` after so many milliseconds, in place of any earlier wish.
    when_open
        Runs a call as soon as the shelf can be asked; opening it may take a while, elsewhere.

    Attributes
    ----------
    report
        None while no study is open.
    saved
        How safe the words are, for the reader.
    """

    def __init__(
        self,
        session: Session,
        shelf: Shelf,
        templates: Sequence[Template],
        asker: Asker,
        failed: Callable[[BaseException], None],
        wake: Callable[[int], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        when_open: Callable[[Callable[[], None]], None] = at_once,
    ) -> None:
        self._session, self._shelf, self._templates = session, shelf, tuple(templates)
        self._when_open = when_open
        self._asker, self._failed, self._wake, self._now = asker, failed, wake, now
        self.report: Store[Report | None] = Store(None)
        self.saved: Store[str] = Store("")
        self.reader: Store[Reader] = Store(Reader())
        self._role = Role.FIRST
        self._autosave = Autosave()
        self._begun_as: Report | None = None
        self._unsaved: dict[str, Report] = {}
        session.history.changed.connect(self._keep_in_step)
        session.layout.changed.connect(self._follow_layout)
        session.opened.changed.connect(self._follow_opened)
        for viewport in session.viewports:
            viewport.changed.connect(self._follow_viewport)

    # What the panel asks.

    def templates(self) -> Sequence[Template]:
        """Return the templates offered."""
        return self._templates

    def answered(self) -> Report | None:
        """Return the report a second opinion responds to."""
        report = self.report.value
        if report is None or report.response is None:
            return None
        return self._shelf.load(report.response.report_uid)

    # What the reader does.

    def open_role(self, role: Role) -> None:
        """Show the report in this role of the study at hand, begun if there is none."""
        self._role = role
        self._when_open(self._open_at_hand)

    def choose_template(self, template_id: str) -> None:
        """Begin again with another template; sections already written stay."""
        report, study = self.report.value, self._reported()
        if report is None or study is None or report.is_signed:
            return
        fresh = self._begun(study, self._template(template_id))
        before = self._begun(study, self._template(report.template))
        sections = tuple(
            new if old.text == begun.text or old.is_empty else old
            for old, begun, new in zip(report.sections, before.sections, fresh.sections, strict=True)
        )
        self._set(replace(report, template=template_id, sections=sections))

    def set_reader(self, name: str, qualification: str) -> None:
        """Say who writes."""
        reader = Reader(name, qualification)
        self.reader.set(reader)
        report = self.report.value
        if report is None or report.is_signed or report.reader == reader:
            return
        signed_by = replace(report, reader=reader)
        if report is self._begun_as:  # still nobody has written anything
            self._begun_as = signed_by
            self.report.set(signed_by)
        else:
            self._set(signed_by)

    def edit(self, section: SectionName, lines: tuple[Line, ...]) -> None:
        """Take over what the reader typed into a section."""
        self._change(lambda report: edit_lines(report, section, lines))

    def insert_measurement(self, uid: str, section: SectionName, row: int) -> None:
        """Put a measurement into a section, before row ``row``."""
        measurement = self._session.annotations.find(uid)
        found = self._session.find(measurement.place.frame) if measurement else None
        if measurement is None or found is None:
            return
        evidence = evidence_of(found.display_set.frames[found.index])
        self._change(
            lambda report: insert_measurement(
                report, section, row, measurement, self._template(report.template), evidence
            )
        )

    def insert_selected(self) -> None:
        """Put the selected measurement at the end of the findings."""
        report, uid = self.report.value, self._session.selected.value
        if report is not None and uid:
            self.insert_measurement(
                uid, SectionName.FINDINGS, len(report.section(SectionName.FINDINGS).lines)
            )

    def insert_key_image(self) -> None:
        """Put the image in the active viewport, as it is looked at, at the end of the findings."""
        frame, report = self._frame(), self.report.value
        if frame is None or report is None:
            return
        state = self._session.active.value
        applied = self._session.companions.state(state.presentation_uid)
        named = applied.presentation.name if applied and applied.presentation else ""
        key_image = key_image_of(frame, state, named)
        row = len(report.section(SectionName.FINDINGS).lines)
        self._change(lambda known: insert_key_image(known, SectionName.FINDINGS, row, key_image))

    def acknowledge(self, section: SectionName, row: int, *, take_new: bool) -> None:
        """Settle a mark: take the new value, or keep the reader's words."""
        if take_new:
            self._change(lambda report: follow_again(report, section, row, self._template(report.template)))
        else:
            self._change(lambda report: acknowledge(report, section, row))

    def accept(self, reservation: str) -> None:
        """Accept one thing that the study lacks."""
        self._change(lambda report: accept_reservation(report, reservation))

    def jump(self, line: Line) -> None:
        """Show the image, window and drawing a line points at."""
        report = self.report.value
        jump = jump_of(report, line) if report is not None else None
        if jump is None or not self._session.jump_to(jump.frame):
            return
        active = self._session.active
        shading, camera = jump.shading or active.value.shading, jump.camera or active.value.camera
        active.set(replace(active.value, shading=shading, camera=camera, preset=""))
        self._session.selected.set(jump.measurement_uid)

    def respond(self, agreement: Agreement | None, reason: str) -> None:
        """Say how a second opinion stands to the first."""
        self._change(lambda report: with_agreement(report, agreement, reason))

    def release_preliminary(self) -> None:
        """Make the report readable by others before it is final."""
        report = self.report.value
        if report is not None and not report.is_signed:
            self._take(lambda: self._shelf.save_preliminary(report, self._now()), "Released and kept")

    def sign(self) -> None:
        """Make the report final, after asking."""
        report = self.report.value
        if report is None or report.is_signed:
            return
        for reason in reasons_not_to_sign(report, report.reader):
            self._failed(reason)
            return
        if self._asker.may_sign(report):
            self.save()
            self._take(lambda: self._shelf.sign(report, report.reader, self._now()))

    def add_addendum(self) -> None:
        """Ask for words to add to a signed report, and sign them."""
        report = self.report.value
        words = self._asker.addendum(report) if report is not None and report.is_signed else ""
        if report is not None and words.strip():
            reader = self.reader.value if self.reader.value.name else report.reader
            self._take(lambda: self._shelf.add_addendum(report.uid, words, reader, self._now()))

    def export(self) -> None:
        """Hand the report on as a file."""
        report = self.report.value
        if report is not None:
            self.save()
            self._asker.export(report, self.answered())

    def can_sign(self) -> bool:
        """Whether there is a report that is not signed yet."""
        report = self.report.value
        return report is not None and not report.is_signed

    def has_signed(self) -> bool:
        """Whether the report shown is signed."""
        report = self.report.value
        return report is not None and report.is_signed

    def save(self) -> None:
        """Keep what is not kept yet: the draft at hand, and those that could not be kept when they were left."""
        report = self.report.value
        if report is not None and not self._autosave.is_saved and not report.is_signed:
            self._unsaved[report.uid] = report
        if not self._unsaved:
            return
        try:
            for draft in tuple(self._unsaved.values()):
                self._shelf.save_draft(draft)
                del self._unsaved[draft.uid]
        except (ViewerError, OSError) as problem:
            self._autosave = self._autosave.changed(monotonic()).failed(monotonic())
            self._wake_when_due()
            self.saved.set("Not saved: your words stay here")
            self._failed(problem)
            return
        self._autosave = Autosave()
        self.saved.set(f"Saved {self._now().astimezone():%H:%M:%S}")

    @property
    def is_unsaved(self) -> bool:
        """Whether something was written that is not kept yet."""
        return bool(self._unsaved) or not self._autosave.is_saved

    # What follows from the session.

    def _follow_viewport(self, now: ViewportState, before: ViewportState) -> None:
        if now.display_set_uid != before.display_set_uid:
            self._follow_layout()

    def _follow_opened(self, *_: object) -> None:
        """Follow what is open; a report nobody has written in yet is begun anew, as its study may have grown."""
        self._follow_layout()
        report, study = self.report.value, self._reported()
        if report is None or study is None or report.is_signed:
            return
        if report is self._begun_as:
            self._begin(study)
        else:
            self._set(with_reservations(report, study))

    def _follow_layout(self, *_: object) -> None:
        study, report = self._study(), self.report.value
        if study is None:
            if not self._session.opened.value.studies:
                self.save()
                self.report.set(None)
            return
        if report is None or not self._stays(report, study):
            self.save()
            self._when_open(self._open_at_hand)

    def _stays(self, report: Report, active: Study) -> bool:
        """Whether the report at hand is still the one to write: looking at a prior beside it changes nothing."""
        if report.study.uid == active.header.uid:
            return True
        session = self._session
        beside = [session.viewports[cell].value for cell in range(session.layout.value.cells)]
        sets = [session.display_set(state.display_set_uid) for state in beside]
        return any(shown is not None and shown.study.uid == report.study.uid for shown in sets)

    def _keep_in_step(self, now: History, _: History) -> None:
        opened = {study.header.uid for study in self._session.opened.value.studies}

        def follow(report: Report) -> Report:
            measurements = measurements_of(report, now.now.measurements, opened)
            return in_step(report, measurements, self._template(report.template))

        self._change(follow)

    def _open_at_hand(self) -> None:
        """Open the report of the study that is at hand now, unless it is the one shown."""
        study, report = self._study(), self.report.value
        if study is not None and report is not None and self._stays(report, study):
            study = self._reported()
            if report.role is self._role:
                return
        if study is None:
            return
        self.save()
        try:
            self._open(study)
        except (ViewerError, OSError) as problem:
            self.report.set(None)  # never the words on one study beside the images of another
            self.saved.set("")
            self._failed(problem)

    def _open(self, study: Study) -> None:
        left = [known for known in self._unsaved.values() if known.study.uid == study.header.uid]
        kept = [
            known for known in (*left, *self._shelf.reports(study.header.uid)) if known.role is self._role
        ]
        if not self._unsaved:
            self._autosave = Autosave()
        if not kept:
            self._begin(study)
            return
        self.report.set(kept[0])
        self.saved.set("Not saved: your words stay here" if kept[0].uid in self._unsaved else "")
        self._keep_in_step(self._session.history.value, self._session.history.value)
        self._change(lambda report: with_reservations(report, study))

    def _begin(self, study: Study) -> None:
        facts = facts_of(study)
        begun = self._begun(study, choose_template(self._templates, facts.modality, facts.examined))
        self._begun_as = self._answering(begun)
        self.report.set(self._begun_as)
        self.saved.set("Nothing written yet")

    def _begun(self, study: Study, template: Template) -> Report:
        return start_report(
            study.header,
            study.patient,
            Role.FIRST,
            self.reader.value,
            template,
            facts_of(study, prior_dates(study, self._session.opened.value.studies)),
            self._now(),
            reservations=reservations_of(study),
        )

    def _answering(self, begun: Report) -> Report:
        if self._role is Role.FIRST:
            return begun
        signed = [
            known
            for known in self._shelf.reports(begun.study.uid)
            if known.role is Role.FIRST and known.is_signed
        ]
        return respond_to(begun, signed[0]) if signed else replace(begun, role=Role.SECOND)

    def _template(self, template_id: str) -> Template:
        return next((known for known in self._templates if known.id == template_id), self._templates[0])

    def _study(self) -> Study | None:
        shown = self._session.display_set(self._session.active.value.display_set_uid)
        studies = self._session.opened.value.studies
        return next((known for known in studies if shown and known.header.uid == shown.study.uid), None)

    def _reported(self) -> Study | None:
        """Return the study that the report at hand is on, None where it is not open."""
        report, studies = self.report.value, self._session.opened.value.studies
        return next((known for known in studies if report and known.header.uid == report.study.uid), None)

    def _frame(self) -> Frame | None:
        state = self._session.active.value
        shown = self._session.display_set(state.display_set_uid)
        return shown.frames[state.index] if shown and state.index < len(shown.frames) else None

    # How changes end.

    def _change(self, change: Callable[[Report], Report]) -> None:
        report = self.report.value
        if report is None or report.is_signed:
            return
        try:
            changed = change(report)
        except ReportError as refusal:
            self._failed(refusal)
            return
        self._set(changed)

    def _set(self, report: Report) -> None:
        if report != self.report.value:
            self._autosave = self._autosave.changed(monotonic())
            self._wake_when_due()
            self.saved.set("Not saved yet")
            self.report.set(replace(report, changed_at=self._now()))

    def _wake_when_due(self) -> None:
        wait_ms = self._autosave.wait_ms(monotonic())
        if wait_ms is not None:
            self._wake(wait_ms)

    def _take(self, make: Callable[[], Report], done: str = "Signed and kept") -> None:
        try:
            report = make()
        except (ViewerError, OSError) as problem:
            self._failed(problem)
            return
        self._autosave = Autosave()
        self.report.set(report)
        self.saved.set(done)
