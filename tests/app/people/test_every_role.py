"""Every role × every right, through the program's service, its commands without a window, and the window's commands."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.headless.sitting import Agreeing
from app.peer.book import ReviewBook
from app.peer.room import ReviewRoom
from app.people.commands import RIGHTS as NEEDED
from app.wiring import Workstation
from reporting.core.discrepancy.comparing import Discrepancies
from reporting.core.errors import ReportError
from reporting.core.peer.review import Given, Review
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping
from reporting.core.readings.reading import Member, Progress, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import LIBRARY, RIGHTS, Person, Right, StaffRole
from reporting.core.report import Report
from tests.builders.headless import Said, say
from tests.builders.people import ADA, REA, Practice, account_of, one_of, practice_at
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import NOON, STUDY, draft

OF_REPORTS = [right for right in Right if right not in LIBRARY]
"""Those on the library are tried in test_every_role_in_the_library."""
CELLS = [(role, right) for role in StaffRole for right in OF_REPORTS]
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with practice_at(tmp_path_factory.mktemp("practice")) as practice:
        yield practice


def prepared(at: Practice, right: Right, person: Person) -> Callable[[], object]:
    """Return something that needs a right and nothing else, made possible for whoever has it."""
    uid = f"{right.name}-{person.uid}".replace(" ", "-")
    room, store = at.service.room, at.store
    words = draft(uid=uid)

    def signed_by(signer: Person) -> None:
        at.enter(signer)
        store.sign(words, ADA_READER, NOON)

    if right in (Right.ADD, Right.RETRACT):
        signed_by(ADA)
    if right is Right.RECALL:
        signed_by(ADA)
        signed = room.of_report(words)
        assert signed is not None
        room._book.put(replace(signed, reader=Member.of(person)))
    if right in (Right.COUNTERSIGN,):
        at.enter(REA)
        store.save_preliminary(words, NOON)
    at.enter(ADA)
    reading = room.open(
        f"study of {uid}", Turn.SECOND, blinded=right is Right.UNBLIND, assigned=Member.of(person)
    )
    reviews = ReviewRoom(ReviewBook(at.service.database), room, at.kept)
    put_review(at, f"review-{uid}", person, arbitrated=right is Right.ARBITRATE)
    at.enter(person)
    acts: dict[Right, Callable[[], object]] = {
        Right.READ: lambda: store.reports(STUDY.uid),
        Right.WRITE: lambda: store.save_draft(words),
        Right.RELEASE: lambda: store.save_preliminary(words, NOON),
        Right.SIGN: lambda: store.sign(words, ADA_READER, NOON),
        Right.COUNTERSIGN: lambda: store.sign(words, ADA_READER, NOON),
        Right.ADD: lambda: store.add_addendum(uid, "More.", ADA_READER, NOON),
        Right.RECALL: lambda: store.recall(uid, "typing error", NOON),
        Right.RETRACT: lambda: store.retract(uid, "wrong patient", NOON),
        Right.ASSIGN: lambda: room.assign(reading.uid, None, None),
        Right.TAKE_OVER: lambda: room.take_over(reading.uid, "off duty"),
        Right.UNBLIND: lambda: room.unblind(reading.uid, "told"),
        Right.EXPORT: lambda: store.hand_on(words),
        Right.VERIFY: store.verify,
        Right.ACCOUNTS: lambda: at.service.gate.choose("lock_minutes", "15"),
        Right.AUDIT: lambda: at.service.gate.require(Right.AUDIT),
        Right.SCORE: lambda: reviews.score(f"review-{uid}", Score.CONCUR, "agreed"),
        Right.ARBITRATE: lambda: reviews.take_arbitration(f"review-{uid}"),
        Right.STATISTICS: lambda: reviews.statistics(Grouping.ALL),
        Right.NAMES: lambda: at.service.gate.require(Right.NAMES),
    }
    return acts[right]


def put_review(at: Practice, uid: str, second: Person, *, arbitrated: bool) -> str:
    """Keep a review that waits for the score of somebody, or for a third reader; return its uid."""
    study = f"study of {uid}"
    given = Given(Score.EXPECTED_MAJOR, "missed", Member.of(ADA), NOON) if arbitrated else None
    made = Review(
        study, "r1", "r2", f"first of {uid}", f"second of {uid}", "", "", Member.of(ADA),
        Member.of(REA if arbitrated else second), True, NOON, Discrepancies(), given=given, uid=uid,
    )  # fmt: skip
    if arbitrated:
        made = replace(made, arbitration_reading=at.service.room.open(study, Turn.ARBITRATION).uid)
    ReviewBook(at.service.database).put(made)
    return uid


@pytest.mark.parametrize(("role", "right"), CELLS)
def test_the_service_does_what_a_role_may_and_nothing_else(
    at: Practice, role: StaffRole, right: Right
) -> None:
    act = prepared(at, right, one_of(role))
    kept = at.kept.acts(), at.kept.reports(), at.service.room._book.all()

    if right in RIGHTS[role]:
        act()
        return
    with pytest.raises(ReadingError) as refusal:
        act()
    assert refusal.value.refusal is Refusal.NOT_ALLOWED
    assert (at.kept.acts(), at.kept.reports(), at.service.room._book.all()) == kept, "nothing was changed"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with one account of each role, a signed report, and a released one of a resident."""
    from_here = tmp_path_factory.mktemp("headless")
    with practice_at(from_here) as at:
        for role in StaffRole:
            person = one_of(role)
            at.service.accounts.keep(account_of(replace(person, uid=role.name.lower())))
    return from_here


COMMANDS: dict[Right, Callable[[str], list[str]]] = {
    Right.READ: lambda _: ["report", "list"],
    Right.WRITE: lambda reading: ["reading", "take", reading],
    Right.RELEASE: lambda _: ["report", "release", "drafted"],
    Right.SIGN: lambda _: ["report", "sign", "drafted"],
    Right.COUNTERSIGN: lambda _: ["report", "sign", "released"],
    Right.ADD: lambda _: ["report", "addendum", "signed", "--words", "More."],
    Right.RECALL: lambda _: ["report", "recall", "signed", "--reason", "typing error"],
    Right.RETRACT: lambda _: ["report", "retract", "signed", "--reason", "wrong patient"],
    Right.ASSIGN: lambda reading: ["reading", "assign", reading],
    Right.TAKE_OVER: lambda reading: ["reading", "takeover", reading, "--reason", "off duty"],
    Right.UNBLIND: lambda reading: ["reading", "unblind", reading, "--reason", "told"],
    Right.EXPORT: lambda _: ["report", "export", "signed", "--format", "json", "--out", "OUT"],
    Right.VERIFY: lambda _: ["report", "verify"],
    Right.ACCOUNTS: lambda _: ["account", "list"],
    Right.AUDIT: lambda _: ["audit", "verify"],
    Right.SCORE: lambda _: ["review", "score", "scored", "--score", "1", "--reason", "agreed"],
    Right.ARBITRATE: lambda _: ["review", "arbitrate", "arbitrated"],
    Right.STATISTICS: lambda _: ["review", "statistics"],
    Right.NAMES: lambda _: ["review", "statistics", "--names"],
}


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, person: Person, right: Right, reading: str) -> Said:
    """Run the command that needs a right, as somebody."""
    monkeypatch.setenv("OVERREAD_HOME", str(folder))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    monkeypatch.setattr("app.security.gate.is_password", lambda password, _: password == PASSWORD)
    words = [str(folder / "r.json") if word == "OUT" else word for word in COMMANDS[right](reading)]
    return say(words[0], "--user", person.uid, *words[1:])


HARMLESS = (
    Right.READ, Right.EXPORT, Right.VERIFY, Right.ACCOUNTS, Right.AUDIT, Right.ASSIGN, Right.STATISTICS, Right.NAMES,
)  # fmt: skip
"""They change nothing that another command is tried on."""


def kept_for(folder: Path, person: Person) -> str:
    """Make what a command can be tried on; return the uid of a reading."""
    with practice_at(folder) as at:
        at.service.accounts.keep(account_of(person))
        at.enter(ADA)
        at.store.sign(draft(uid="signed"), ADA_READER, at.service.room.now())
        signed = at.service.room.of_report(draft(uid="signed"))
        assert signed is not None
        at.service.room._book.put(replace(signed, reader=Member.of(person)))
        at.enter(REA)
        at.store.save_preliminary(draft(uid="released"), NOON)
        at.enter(person)
        with suppress(ReportError):
            at.store.save_draft(draft(uid="drafted"))
        if at.service.room.of_report(draft(uid="drafted")) is None:
            at.kept.save_draft(draft(uid="drafted"))
        at.enter(ADA)
        put_review(at, "scored", person, arbitrated=False)
        put_review(at, "arbitrated", person, arbitrated=True)
        return at.service.room.open(
            "another study", Turn.SECOND, blinded=True, assigned=Member.of(person)
        ).uid


@pytest.mark.parametrize("role", list(StaffRole))
def test_commands_without_a_window_do_what_a_role_may_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: StaffRole, qapp: QApplication
) -> None:
    person = replace(one_of(role), uid=role.name.lower())
    shared = tmp_path / "shared"
    reading = kept_for(shared, person)
    for right in OF_REPORTS:
        changes = right in RIGHTS[role] and right not in HARMLESS
        folder = tmp_path / right.name if changes else shared
        said = asked(monkeypatch, folder, person, right, kept_for(folder, person) if changes else reading)

        if right in RIGHTS[role]:
            assert said.code == 0, (right, said.err)
        else:
            assert said.code != 0, right
            assert "may not" in said.err or "not one report has" in said.err, (right, said.err)


@pytest.mark.parametrize(
    "words", [["report", "list"], ["reading", "list", "1.2"], ["account", "list"], ["audit", "verify"]]
)
def test_commands_do_nothing_for_who_does_not_say_who_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("OVERREAD_HOME", str(home))
    said = say(*words)

    assert (said.code, said.out) == (1, "")
    assert "nobody is signed in" in said.err


@pytest.fixture
def workstation(home: Path, qapp: QApplication) -> Iterator[Workstation]:
    made = Workstation(home, Agreeing())
    yield made
    made.window.close()


PEOPLE_COMMANDS = {
    "people.accounts": Right.ACCOUNTS,
    "people.audit": Right.AUDIT,
    "report.verify": Right.VERIFY,
    "opinion.statistics": Right.STATISTICS,
}


def test_the_windows_commands_are_offered_to_whom_they_are_allowed(workstation: Workstation) -> None:
    gate, desk = workstation.people.gate, workstation.desk
    offered = {command.id: command for command in workstation.commands}
    for role in StaffRole:
        gate.person.set(one_of(role))
        reads = Right.READ in RIGHTS[role]
        desk.report.set(_final() if reads else None)
        for name, right in PEOPLE_COMMANDS.items():
            assert offered[name].enabled() is (right in RIGHTS[role]), (role, name)
        for name in ("report.export", "report.addendum"):
            assert offered[name].enabled() is bool(RIGHTS[role] & set(NEEDED[name])), (role, name)
        assert offered["report.retract"].enabled() is (Right.RETRACT in RIGHTS[role])
        desk.report.set(draft() if reads else None)
        for name in ("report.sign", "report.preliminary"):
            assert offered[name].enabled() is bool(RIGHTS[role] & set(NEEDED[name])), (role, name)
        desk.report.set(None)
    desk.report.set(None)
    gate.person.set(None)
    people = (*PEOPLE_COMMANDS, *NEEDED, "report.retract", "report.cosign", "report.recall", "report.unblind")
    assert not [name for name in people if offered[name].enabled()], "nobody is offered anything"


def test_what_is_run_all_the_same_is_refused_by_the_service(workstation: Workstation) -> None:
    desk, people = workstation.desk, workstation.people
    people.open_store(workstation.home / "reports")
    store = people.guarded
    assert store is not None
    people.gate.person.set(one_of(StaffRole.TECHNOLOGIST))

    for act in (desk.release_preliminary, desk.sign, desk.add_addendum):
        desk.report.set(draft(uid="of a technologist"))
        act()
        report = desk.report.value
        assert report is not None
        assert report.state.value == "draft"
    desk.report.set(None)
    store.close()
    assert "may not" in workstation.window.notice or "not allowed" in workstation.window.notice
    assert people.room.on_record(STUDY.uid) == () or all(
        known.progress is not Progress.FINAL for known in people.room.on_record("of a technologist")
    )


def _final() -> Report:
    from_draft = draft()
    return replace(from_draft, state=type(from_draft.state).FINAL)
