"""Studies counted to another patient than their headers say, because a reader reviewed them; files stay untouched.

Merging counts all studies of one patient to another; splitting counts one study to a patient of its own. Each is an
act with a reader and a reason, and can be taken back. Acts are kept in a file too, by Study Instance UIDs, so that
they survive a catalogue made anew (SAFETY D6).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select, update

from app.library.catalogue.filing import put_words, shown_identity
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import LINK, PATIENT, STUDY
from app.library.errors import LibraryError, kept_clearly
from app.library.library import Library
from reporting.store.database import reading, writing
from reporting.store.durable_files import write_durably
from viewer.core.plain import each, fields_of, text, whole
from viewer.core.study import Patient

_FILE = "links.json"


@dataclass(frozen=True, slots=True)
class Link:
    """One act of a reader.

    Attributes
    ----------
    number
        Grows from act to act.
    study_uids
        The studies that are counted elsewhere.
    with_study_uid
        A study whose headers name the patient they are counted to; empty where they are a patient of their own.
    """

    number: int
    study_uids: tuple[str, ...]
    with_study_uid: str
    reader: str
    reason: str


def links(library: Library) -> tuple[Link, ...]:
    """Return the acts in force, the first first."""
    path = library.files.notes / _FILE
    if not path.exists():
        return ()
    try:
        return each(json.loads(path.read_bytes()), "links", _link)
    except ValueError as error:
        raise _unreadable() from error


def merge(library: Library, study_uid: str, with_study_uid: str, *, reader: str, reason: str) -> Link:
    """Count all studies of one study's patient to the patient of another.

    Raises
    ------
    LibraryError
        Where one of them is not here, or both are counted to one patient already.
    """
    one, other = library.worklist.study(study_uid), library.worklist.study(with_study_uid)
    if one is None or other is None:
        raise _not_here()
    if one.patient_number == other.patient_number:
        raise LibraryError(
            "The patients were not merged",
            why="both studies are counted to one patient already",
            remedy="Choose a study of the other patient",
        )
    with reading(library.engine) as connection:
        query = select(STUDY.c.uid).where(STUDY.c.shown_patient == one.patient_number).order_by(STUDY.c.id)
        uids = tuple(connection.execute(query).scalars())
    return _act(library, Link(0, uids, with_study_uid, reader, reason))


def split(library: Library, study_uids: Sequence[str], *, reader: str, reason: str) -> Link:
    """Count studies to a patient of their own, of the same name, without any other studies."""
    if any(library.worklist.study(uid) is None for uid in study_uids):
        raise _not_here()
    return _act(library, Link(0, tuple(study_uids), "", reader, reason))


def take_link_back(library: Library, number: int) -> None:
    """Undo an act, whichever it was; the acts after it stay in force."""
    remaining = tuple(link for link in links(library) if link.number != number)
    _keep(library, remaining)


def restore_links(library: Library) -> tuple[str, ...]:
    """Put acts in force again in a catalogue that was made anew; return what could not be read."""
    try:
        kept = links(library)
    except LibraryError as problem:
        return (problem.why,)
    if kept:
        _keep(library, kept)
    return ()


def _act(library: Library, link: Link) -> Link:
    before = links(library)
    made = replace(link, number=1 + max((one.number for one in before), default=0))
    _keep(library, (*before, made))
    return made


def _keep(library: Library, acts: Sequence[Link]) -> None:
    """Have exactly these acts in force: from what the headers say, act after act."""
    library.must_be_writable()
    with kept_clearly("The patients were not changed"), writing(library.engine) as connection:
        content = json.dumps([_plain(act) for act in acts], ensure_ascii=False, indent=1).encode()
        write_durably(library.files.notes / _FILE, content)
        changed = set(connection.execute(select(LINK.c.study)).scalars())
        connection.execute(delete(LINK))
        for number in changed:
            _show(connection, number, _own_patient(connection, number))
        for act in acts:
            _put(connection, act)
        next_revision(connection)


def _put(connection: Connection, act: Link) -> None:
    numbers = _numbers(connection, act.study_uids)
    if act.with_study_uid:
        anchor = _numbers(connection, (act.with_study_uid,))
        after = _shown_patient(connection, anchor[0]) if anchor else None
    else:
        after = _new_patient(connection, numbers[0]) if numbers else None
    for number in numbers if after is not None else ():
        before = _shown_patient(connection, number)
        connection.execute(
            insert(LINK).values(
                act=act.number, study=number, before=before, after=after, reader=act.reader, reason=act.reason
            )
        )
        assert after is not None
        _show(connection, number, after)


def _show(connection: Connection, study: int, patient: int) -> None:
    """Count a study to a patient, and have it sorted and found by that patient's name and by its own."""
    person = _patient(connection, patient)
    own = _patient(connection, _own_patient(connection, study))
    values = {"shown_patient": patient, **shown_identity(person)}
    connection.execute(update(STUDY).where(STUDY.c.id == study).values(**values))
    row = connection.execute(select(STUDY).where(STUDY.c.id == study)).one()
    both = replace(
        person, name=f"{person.name} {own.name}", patient_id=f"{person.patient_id} {own.patient_id}"
    )
    put_words(connection, study, both if person != own else own, row.accession, row.description)


def _numbers(connection: Connection, uids: Iterable[str]) -> list[int]:
    query = select(STUDY.c.id).where(STUDY.c.uid.in_(list(uids))).order_by(STUDY.c.id)
    return list(connection.execute(query).scalars())


def _own_patient(connection: Connection, study: int) -> int:
    return int(connection.execute(select(STUDY.c.patient).where(STUDY.c.id == study)).scalar_one())


def _shown_patient(connection: Connection, study: int) -> int:
    return int(connection.execute(select(STUDY.c.shown_patient).where(STUDY.c.id == study)).scalar_one())


def _new_patient(connection: Connection, study: int) -> int:
    row = connection.execute(select(PATIENT).where(PATIENT.c.id == _own_patient(connection, study))).one()
    values = {name: value for name, value in row._mapping.items() if name != "id"}
    added = connection.execute(insert(PATIENT).values(**values)).inserted_primary_key
    assert added is not None
    return int(added[0])


def _patient(connection: Connection, number: int) -> Patient:
    row = connection.execute(select(PATIENT).where(PATIENT.c.id == number)).one()
    return Patient(row.name, row.patient_id, row.issuer, row.birth_date, row.sex, bool(row.quadruped))


def _plain(act: Link) -> dict[str, object]:
    return {
        "number": act.number,
        "studies": list(act.study_uids),
        "with": act.with_study_uid,
        "reader": act.reader,
        "reason": act.reason,
    }


def _link(plain: object, where: str) -> Link:
    of = fields_of(plain, where, "number studies with reader reason")
    return Link(
        whole(of["number"], "number"),
        each(of["studies"], "studies", text),
        text(of["with"], "with"),
        text(of["reader"], "reader"),
        text(of["reason"], "reason"),
    )


def _not_here() -> LibraryError:
    return LibraryError(
        "The patients were not changed", why="a study is no longer in the library", remedy="Choose it again"
    )


def _unreadable() -> LibraryError:
    return LibraryError(
        "Links between patients were not used",
        why="the file that keeps them cannot be read",
        remedy="Merge or split the patients again",
    )
