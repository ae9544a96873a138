"""What stands around the writing of a report: dialogs of macros, templates, sentences and earlier reports."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from app.failures import Notice
from app.reports.author import Author
from app.reports.desk import ReportDesk
from app.reports.dictation import Dictation
from app.reports.macro_shelf import MacroShelf
from app.reports.parties import at_once
from app.reports.template_shelf import TemplateShelf
from app.settings import Settings
from app.ui.checks_dialog import ChecksDialog, Chosen
from app.ui.macros_dialog import MacrosDialog
from app.ui.prior_window import PriorWindow
from app.ui.sentence_dialog import SentenceDialog
from app.window import MainWindow
from reporting.core.jumps import jump_of
from reporting.core.lint.table import CHECKS
from reporting.core.report import Line, Listed, Report
from reporting.ui.report_panel import ReportPanel
from reporting.ui.text.styles import Styled
from viewer.core.errors import ViewerError
from viewer.core.store import Store

TEMPLATES = "Templates (*.toml *.html *.htm *.xhtml)"


@dataclass(eq=False)
class WritingDoors:
    """Opens what helps to write."""

    window: MainWindow
    desk: ReportDesk
    author: Author
    panel: ReportPanel
    macros: MacroShelf
    templates: TemplateShelf
    dictation: Dictation
    settings: Store[Settings]
    failed: Callable[[BaseException], None]
    received: Callable[[Report], tuple[Report, ...]] = lambda _: ()
    read_opened: Callable[[Callable[[], None]], None] = at_once

    def can_write(self) -> bool:
        """Whether there is a report to write in."""
        return self.desk.can_sign()

    def has_findings(self) -> bool:
        """Whether the template knows findings that may be there more than once."""
        return self.can_write() and bool(self.author.findings())

    def step(self, *, forward: bool) -> None:
        """Go to the next field of the report, or the one before."""
        self.window.report_dock.show()
        self.window.report_dock.raise_()
        self.panel.step_field(forward=forward)

    def restyle(self, styled: Styled) -> None:
        """Let the selected words stand out, or no longer."""
        self.panel.here.restyle(styled)

    def list_lines(self, listed: Listed) -> None:
        """Make the selected lines a list, or lines again."""
        self.panel.here.list_lines(listed)

    def add_finding(self) -> None:
        """Add an entry; where there are several findings, ask which."""
        findings = self.author.findings()
        if len(findings) == 1:
            self.author.add_finding(findings[0])
            return
        menu = QMenu(self.window)
        for finding in findings:
            action = menu.addAction(finding.title)
            action.triggered.connect(lambda _=False, known=finding: self.author.add_finding(known))
        menu.exec(self.panel.mapToGlobal(QPoint(8, 8)))
        menu.deleteLater()

    def show_macros(self) -> None:
        """Look at macros, write and keep them."""
        self.macros.read_again()
        MacrosDialog(self.macros, self.window).exec()

    def show_next_doubt(self) -> None:
        """Go to the next words that are doubted."""
        self.window.report_dock.show()
        self.window.report_dock.raise_()
        self.panel.show_next_doubt()

    def show_checks(self) -> None:
        """Choose what is looked for in the words, and what signing waits for."""
        kept = self.settings.value
        dialog = ChecksDialog(CHECKS, Chosen(kept.checks_off, kept.checks_blocking), self.window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            chosen = dialog.chosen()
            now = replace(self.settings.value, checks_off=chosen.off, checks_blocking=chosen.blocking)
            self.settings.set(now)
        dialog.deleteLater()

    def find_sentence(self) -> None:
        """Search own signed sentences and put one in where the cursor was left."""
        self.author.search_anew()
        dialog = SentenceDialog(self.author.sentences, self.window)
        dialog.chosen.connect(lambda words: self.panel.here.insert_written((Line(words),)))
        dialog.exec()
        dialog.deleteLater()

    def show_prior(self) -> None:
        """Show earlier reports beside the new one, once those among the opened studies are read."""
        self.read_opened(self._show_priors)

    def _show_priors(self) -> None:
        report = self.desk.report.value
        others = self.received(report) if report is not None else ()
        priors = (*self.author.priors(), *others)
        PriorWindow(
            self.desk.report,
            priors,
            self.author.copy_from,
            self._jump,
            self.window,
            received={known.uid for known in others},
        ).show()

    def _jump(self, prior: Report, line: Line) -> None:
        """Show what a line of an earlier report points at, where its images are open."""
        jump = jump_of(prior, line)
        if jump is not None and self.desk.is_open(jump.frame):
            self.desk.jump(line, prior)
        elif jump is not None:
            self.window.show_notice(Notice("The image it points at is not open: open the earlier study"))

    def import_template(self) -> None:
        """Take a template over, ours or IHE MRRT."""
        path, _ = QFileDialog.getOpenFileName(self.window, "Import a template", str(Path.home()), TEMPLATES)
        if path:
            self.take_template(Path(path))

    def take_template(self, path: Path) -> None:
        """Take a template over from a file and offer it at once."""
        try:
            template = self.templates.take_in(path)
        except (ViewerError, OSError) as problem:
            self.failed(problem)
            return
        self.desk.offer_templates(self.templates.templates())
        self.panel.offer_templates()
        self.window.show_notice(Notice(f"Template “{template.title}” is offered now", serious=False))

    def export_template(self) -> None:
        """Write the template of the report as IHE MRRT."""
        report = self.desk.report.value
        if report is None:
            return
        template = self.desk.template(report)
        proposed = str(Path.home() / f"{template.id}.html")
        path, _ = QFileDialog.getSaveFileName(self.window, "Export as IHE MRRT", proposed, "*.html")
        if path:
            try:
                self.templates.hand_out(template, Path(path))
            except OSError as problem:
                self.failed(problem)
