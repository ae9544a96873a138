"""Doses of a study: what their percentages refer to, and their histograms in the structures of a set."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.commands import Command
from app.ui.dose.histogram_view import Choices, HistogramView
from viewer.core.errors import ViewerError
from viewer.core.overlays.layer import OverlayLayer
from viewer.core.placement import is_same_patient
from viewer.core.radiotherapy.dose import DoseUnit
from viewer.core.radiotherapy.histograms import Histograms
from viewer.core.radiotherapy.isodose import levels_in
from viewer.core.radiotherapy.layers import DoseContent, with_levels, with_reference
from viewer.core.radiotherapy.plans import Plan
from viewer.core.radiotherapy.reference import ReferenceDose, references_for
from viewer.core.session import Session
from viewer.core.study import DisplaySet, Instance
from viewer.core.wording import iso_date, spoken_name
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs, Ticket
from viewer.loading.radiotherapy import DOSES, PLANS, STRUCTURE_SETS
from viewer.ui.binding import listen

READING_SECONDS, COMPUTING_SECONDS = 30.0, 180.0
WORK = "viewer.loading.radiotherapy_work"

Object = tuple[DisplaySet, Instance]


class DoseDesk(QObject):
    """Keeps reference doses, and has histograms computed in worker processes.

    Parameters
    ----------
    bring
        Brings the histograms before the reader.
    tell
        Says a sentence once.
    save
        Asks for a place, and keeps a text there.
    ask_levels
        Asks for levels of isodose lines, given those that are drawn and what was wrong with the last answer.
    """

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        view: HistogramView,
        *,
        bring: Callable[[], None],
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
        save: Callable[[str], None],
        ask_levels: Callable[[str, str], str | None] = lambda _words, _problem: None,
    ) -> None:
        super().__init__(view)
        self._session, self._jobs, self._view = session, jobs, view
        self._bring, self._tell, self._failed, self._ask_levels = bring, tell, failed, ask_levels
        self._references: dict[str, ReferenceDose] = {}
        self._asked: set[str] = set()
        self._dose: Object | None = None
        self._structures: Object | None = None
        self._found: Histograms | None = None
        self._ticket: Ticket | None = None
        view.dose_chosen.connect(self._choose_dose)
        view.structures_chosen.connect(self._choose_structures)
        view.reference_chosen.connect(self._choose_reference)
        view.copy_wanted.connect(self._copy)
        view.save_wanted.connect(save)
        listen(self, session.layers.changed, self._laid)
        listen(self, session.opened.changed, self._reopened)

    def commands(self) -> Iterator[Command]:
        """Yield what the reader can do with doses."""
        yield Command(
            "view.histograms",
            "Dose-volume &histograms",
            "How much of each structure receives which dose: plot, D95, V20 …; and what 100 % of a dose is",
            self.open,
            "&View",
            self.can_open,
            separator_before=True,
        )

    def can_open(self) -> bool:
        """Whether there are a dose and structures of one patient."""
        return bool(self._objects(DOSES)) and bool(self._objects(STRUCTURE_SETS))

    def open(self) -> None:
        """Show the histograms of the patient on the screen, the dose and the structures that belong together first."""
        doses, sets = self._objects(DOSES), self._objects(STRUCTURE_SETS)
        self._bring()
        if not doses or not sets:
            self._view.show_nothing()
            return
        if self._dose not in doses:
            self._dose = doses[0]
        if self._structures not in sets:
            self._structures = self._best_set(self._dose, sets)
        self._compute()

    # What is there.

    def _objects(self, classes: frozenset[str]) -> list[Object]:
        """Return objects of the patient on the screen, else of the first patient who has any."""
        found = [
            (shown, instance)
            for shown in self._session.display_sets()
            if not shown.blocked
            for instance in shown.instances
            if instance.sop_class_uid in classes
        ]
        seen = self._session.display_set(self._session.active.value.display_set_uid)
        whose = seen if seen is not None else found[0][0] if found else None
        unique: dict[str, Object] = {}
        for shown, instance in found:
            if whose is not None and is_same_patient(whose, shown):
                unique.setdefault(instance.sop_instance_uid, (shown, instance))
        return list(unique.values())

    def _best_set(self, dose: Object | None, sets: list[Object]) -> Object:
        """Return the structure set of the same Frame of Reference, as far as its header tells, and study."""
        if dose is None:
            return sets[0]
        shown, instance = dose

        def closeness(one: Object) -> tuple[bool, bool]:
            same_frame = one[1].frame_of_reference_uid == instance.frame_of_reference_uid
            return same_frame, one[0].study.uid == shown.study.uid

        return max(sets, key=closeness)

    # Histograms.

    def _compute(self) -> None:
        dose, structures = self._dose, self._structures
        if dose is None or structures is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        self._found = None
        self._show_choices()
        self._view.show_waiting()
        plans = tuple(plan.source.path for _, plan in self._objects(PLANS))
        self._ticket = self._jobs.in_process(
            Call(WORK, "histograms", (structures[1].source.path, dose[1].source.path, plans)),
            lambda found: self._arrived(dose[1].sop_instance_uid, found),
            self._refused,
            seconds=COMPUTING_SECONDS,
        )

    def _show_choices(self) -> None:
        doses, sets = self._objects(DOSES), self._objects(STRUCTURE_SETS)
        shown = (self._dose or self._structures or (None,))[0]
        self._view.show_choices(
            "" if shown is None else _identity(shown),
            Choices(
                tuple(_name(one) for one in doses),
                doses.index(self._dose) if self._dose in doses else 0,
                tuple(_name(one) for one in sets),
                sets.index(self._structures) if self._structures in sets else 0,
            ),
        )

    def _arrived(self, dose_uid: str, found: Histograms) -> None:
        self._ticket = None
        self._found = found
        reference = self._references.setdefault(dose_uid, found.references[0])
        self._view.show_histograms(found, reference)

    def _refused(self, problem: BaseException) -> None:
        self._ticket = None
        if isinstance(problem, ViewerError):
            self._view.show_failure(f"{problem.what}: {problem.why}.\n\n{problem.remedy}.")
        else:
            self._view.show_failure("Computing the histograms took too long, or ended unexpectedly.")
            self._failed(problem)

    # What the reader wants.

    def _choose_dose(self, place: int) -> None:
        doses = self._objects(DOSES)
        if 0 <= place < len(doses):
            self._dose = doses[place]
            self._compute()

    def _choose_structures(self, place: int) -> None:
        sets = self._objects(STRUCTURE_SETS)
        if 0 <= place < len(sets):
            self._structures = sets[place]
            self._compute()

    def _choose_reference(self, reference: ReferenceDose) -> None:
        if self._dose is None or self._found is None:
            return
        uid = self._dose[1].sop_instance_uid
        self._references[uid] = reference
        self._view.show_histograms(self._found, reference)
        self._refer(uid)

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._tell("The table is copied")

    # Doses over images.

    def choose_levels(self, uid: str) -> None:
        """Let the reader choose which isodose lines of a dose are drawn; asked again until they can be."""
        layer = self._layer(uid)
        content = None if layer is None else layer.content
        if layer is None or not isinstance(content, DoseContent):
            return
        words, problem = " ".join(f"{level.percent:g}" for level in content.levels), ""
        in_gy = content.reference.dose if content.dose.unit is DoseUnit.GRAY else 0.0
        while (answer := self._ask_levels(words, problem)) is not None:
            try:
                levels = levels_in(answer, in_gy)
            except ValueError as why:
                words, problem = answer, str(why)
                continue
            self._replace(layer, with_levels(layer, levels))
            return

    def _laid(self, *_: object) -> None:
        """Let a dose that has just been read refer to what its plan prescribes, where that plan is open."""
        for layer in self._session.layers.value.layers:
            content = layer.content
            if not isinstance(content, DoseContent) or layer.sop_instance_uid in self._asked:
                continue
            uid = layer.sop_instance_uid
            self._asked.add(uid)
            if uid in self._references:
                self._refer(uid)
                continue
            paths = self._paths_of(content.dose.plan_uids)
            if paths:
                self._jobs.in_process(
                    Call(WORK, "plans", (paths,)),
                    partial(self._planned, uid),
                    self._failed,
                    seconds=READING_SECONDS,
                )

    def _planned(self, uid: str, plans: tuple[Plan, ...]) -> None:
        layer = self._layer(uid)
        if layer is not None and isinstance(layer.content, DoseContent) and uid not in self._references:
            self._references[uid] = references_for(layer.content.dose, plans)[0]
            self._refer(uid)

    def _refer(self, uid: str) -> None:
        """Draw a dose in parts of its reference dose; how it is shown stays."""
        layer, reference = self._layer(uid), self._references[uid]
        if (
            layer is None
            or not isinstance(layer.content, DoseContent)
            or layer.content.reference == reference
        ):
            return
        self._replace(layer, with_reference(layer, reference))

    def _replace(self, layer: OverlayLayer, fresh: OverlayLayer) -> None:
        """Show a layer in the place of another; rows that were hidden or coloured stay so where they are the same."""
        layers = self._session.layers.value
        look = layers.looks[layer.uid]
        if [row.color for row in fresh.rows] != [row.color for row in layer.rows]:
            look = replace(look, rows=())
        changed = tuple(fresh if one.uid == layer.uid else one for one in layers.layers)
        self._session.layers.set(type(layers)(changed, {**layers.looks, layer.uid: look}))

    def _layer(self, uid: str) -> OverlayLayer | None:
        return next(iter(self._session.layers.value.of_object(uid)), None)

    def _paths_of(self, uids: tuple[str, ...]) -> tuple[Path, ...]:
        return tuple(plan.source.path for _, plan in self._objects(PLANS) if plan.sop_instance_uid in uids)

    def _reopened(self, *_: object) -> None:
        """Put histograms away with their objects."""
        here = {
            instance.sop_instance_uid
            for shown in self._session.display_sets()
            for instance in shown.instances
        }
        self._asked &= {layer.sop_instance_uid for layer in self._session.layers.value.layers}
        self._references = {uid: reference for uid, reference in self._references.items() if uid in here}
        gone = [one for one in (self._dose, self._structures) if one and one[1].sop_instance_uid not in here]
        if gone:
            self._dose = self._structures = self._found = None
            if self._ticket is not None:
                self._ticket.cancel()
                self._ticket = None
            self._view.show_nothing()


def _identity(shown: DisplaySet) -> str:
    patient = shown.patient
    who = (
        spoken_name(patient.name) or "No name",
        patient.patient_id,
        iso_date(patient.birth_date),
        patient.sex,
    )
    return "  ·  ".join(part for part in who if part)


def _name(one: Object) -> str:
    """Return what to call an object: its series, and its number where the series holds several."""
    shown, instance = one
    name = shown.series.description or shown.title or shown.series.modality
    date = iso_date(shown.study.date)
    number = f"{instance.number}" if len(shown.instances) > 1 and instance.number is not None else ""
    return "  ·  ".join(part for part in (name, number, date) if part)
