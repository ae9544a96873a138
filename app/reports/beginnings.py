"""How a report begins: which template, which facts, and which first opinion a second one answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.reports.matter import prior_dates
from app.reports.parties import Shelf
from reporting.core.draft import start_report
from reporting.core.fields.answers import without_empty
from reporting.core.header_facts import HeaderFacts, facts_of, reservations_of
from reporting.core.opinions import respond_to
from reporting.core.report import Line, Reader, Report, Role, Section
from reporting.core.spans import merged
from reporting.core.templates import GENERAL, Template, choose_template
from viewer.core.session import Session
from viewer.core.study import Study


class Beginnings:
    """Begins reports. Knows the templates.

    Parameters
    ----------
    blinded
        Whether a report begun now on a study is one whose reader sees no other: it answers none.
    """

    def __init__(
        self,
        session: Session,
        shelf: Shelf,
        templates: Sequence[Template],
        reader: Callable[[], Reader],
        now: Callable[[], datetime],
        blinded: Callable[[str], bool],
    ) -> None:
        self._session, self._shelf = session, shelf
        self.templates = tuple(templates)
        self._reader, self._now, self._blinded = reader, now, blinded

    def role_of(self, study: Study, chosen: Role) -> Role:
        """Return the role to write in: the one chosen, but for a blinded reading that of a second opinion."""
        return Role.SECOND if self._blinded(study.header.uid) else chosen

    def template(self, template_id: str) -> Template:
        """Return a template by its id, the general one where it is gone."""
        by_id = {known.id: known for known in self.templates}
        return by_id.get(template_id) or by_id.get(GENERAL.id, GENERAL)

    def facts(self, study: Study) -> HeaderFacts:
        """Return what the images say of themselves."""
        return facts_of(study, prior_dates(study, self._session.opened.value.studies))

    def fresh(self, study: Study) -> Report:
        """Return a first opinion begun with the template that fits the study best."""
        facts = self.facts(study)
        chosen = choose_template(
            self.templates,
            facts.modality,
            facts.examined,
            procedure=facts.procedure,
            sex=facts.sex,
            age_years=facts.age_years,
        )
        return self.begun(study, chosen)

    def begun(self, study: Study, template: Template) -> Report:
        """Return a first opinion begun with a template."""
        return start_report(
            study.header,
            study.patient,
            Role.FIRST,
            self._reader(),
            template,
            self.facts(study),
            self._now(),
            reservations=reservations_of(study),
        )

    def begun_again(self, report: Report, study: Study, template_id: str) -> Report:
        """Return a report begun with another template.

        Words of the reader stay, behind what the new template asks; headings and prompts of the old one go.
        """
        fresh = self.begun(study, self.template(template_id))
        old = self.template(report.template)
        before = self.begun(study, old)
        said = without_empty(report, old.form)
        sections = tuple(
            replace(new, lines=(*new.lines, *_own(written, begun)))
            for written, begun, new in zip(said.sections, before.sections, fresh.sections, strict=True)
        )
        return replace(report, template=template_id, sections=sections)

    def answering(self, begun: Report, role: Role) -> Report:
        """Return a report in a role: a second opinion answers the first one signed, where there is one."""
        if role is Role.FIRST:
            return begun
        if role is Role.ARBITRATION:
            return replace(begun, role=role)
        if self._blinded(begun.study.uid):
            return replace(begun, role=Role.SECOND, blinded=True)
        signed = [
            known
            for known in self._shelf.reports(begun.study.uid)
            if known.role is Role.FIRST and known.is_signed
        ]
        return respond_to(begun, signed[0]) if signed else replace(begun, role=Role.SECOND)


def _own(written: Section, begun: Section) -> tuple[Line, ...]:
    """Return the lines of a section that the template did not begin it with, as words: their fields ask no more."""
    given = {line.text for line in begun.lines}
    own = (line for line in written.lines if line.text.strip() and line.text not in given)
    return tuple(replace(line, spans=merged(replace(span, field="") for span in line.spans)) for line in own)
