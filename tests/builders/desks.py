"""A report desk on a real store, with answers in place of dialogs."""

from dataclasses import dataclass, field
from pathlib import Path

from app.reports.desk import ReportDesk
from reporting.core.report import Reader, Report
from reporting.core.templates import read_templates
from reporting.store.report_store import ReportStore
from tests.builders.opened import display_set, images, opened
from viewer.core.measurements import Measurement
from viewer.core.session import Session
from viewer.tools import length

TEMPLATES = Path(__file__).parents[2] / "resources" / "report_templates"


@dataclass
class Answers:
    """What a reader would answer."""

    sign: bool = True
    words: str = ""
    exported: list[tuple[Report, Report | None]] = field(default_factory=list)

    def may_sign(self, report: Report) -> bool:
        return self.sign

    def addendum(self, report: Report) -> str:
        return self.words

    def export(self, report: Report, first: Report | None) -> None:
        self.exported.append((report, first))


@dataclass
class Desk:
    """The desk and what stands around it."""

    session: Session
    store: ReportStore
    answers: Answers
    failures: list[BaseException]
    waits: list[int]
    desk: ReportDesk

    def measure(self, text: str = "Nodule", mm: float = 8.0) -> Measurement:
        """Draw a length on the first image, as the tool would."""
        made = length.TOOL.measure
        assert made is not None
        measurement = made(images()[0], ((0.0, 0.0, 0.0), (mm, 0.0, 0.0)))
        self.change(measurement)
        return measurement

    def change(self, measurement: Measurement) -> None:
        """Keep a drawing, made or changed."""
        history = self.session.history
        history.set(history.value.record(history.value.now.with_one(measurement)))


def desk_at(folder: Path) -> Desk:
    """Return a desk with one CT study open and shown, read by Dr Ada."""
    session, store, answers = Session(), ReportStore(folder / "reports"), Answers()
    failures: list[BaseException] = []
    waits: list[int] = []
    templates, problems = read_templates(TEMPLATES)
    assert not problems
    desk = ReportDesk(session, store, templates, answers, failures.append, waits.append)
    desk.reader.set(Reader("Dr Ada", "MD"))
    session.opened.set(opened(display_set(images())))
    session.show("set-1.2.3")
    return Desk(session, store, answers, failures, waits, desk)
