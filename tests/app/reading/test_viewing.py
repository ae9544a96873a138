"""What commands do to the viewports."""

from app.reading.viewing import Viewing
from tests.builders.measurements import length
from tests.builders.opened import display_set, images, opened
from viewer.core.annotations import Annotations, History
from viewer.core.session import Session


def test_a_reset_says_what_it_removed_and_leaves_other_studies_alone() -> None:
    session = Session()
    said: list[str] = []
    session.noticed.connect(said.append)
    session.opened.set(opened(display_set(images())))
    session.show("set-1.2.3")
    here, also, elsewhere = length(uid="a"), length(uid="b"), length(uid="c", study_uid="7")
    session.history.set(History(Annotations((here, also, elsewhere))))

    Viewing(session).reset()
    removed = session.annotations
    Viewing(session).reset()
    Viewing(session).undo()

    assert removed.measurements == (elsewhere,)
    assert session.annotations.measurements == (here, also, elsewhere)
    assert said == ["Reset: 2 measurements of this series removed; undo brings them back"]
