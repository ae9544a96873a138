"""Both sides of a difference in two viewports beside each other, linked."""

from dataclasses import replace

from reporting.core.jumps import Jump
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.viewport import Layout

FIRST, SECOND = 0, 1


class SideBySide:
    """Puts what the first reading points at into the left viewport, and what the second does into the right.

    Parameters
    ----------
    linked
        Whether viewports scroll together.
    """

    def __init__(self, session: Session, linked: Store[bool]) -> None:
        self._session, self._linked = session, linked

    def show(self, first: Jump | None, second: Jump | None) -> bool:
        """Show one side or both; False where an image of them is not open."""
        wanted = [(FIRST, first), (SECOND, second)]
        known = [(cell, jump) for cell, jump in wanted if jump is not None]
        if any(self._session.find(jump.frame) is None for _, jump in known):
            return False
        if len(known) == 1:
            self._linked.set(False)
            cell, jump = known[0]
            return self._put(jump, cell if self._session.layout.value.cells > cell else 0)
        layout = self._session.layout.value
        if layout.cells < 2 or layout.maximized:
            self._session.layout.set(Layout(1, 2, 0))
        self._linked.set(False)
        done = [self._put(jump, cell) for cell, jump in known]
        self._linked.set(bool(done) and all(done))
        return all(done)

    def _put(self, jump: Jump, cell: int) -> bool:
        session = self._session
        found = session.find(jump.frame)
        if found is None:
            return False
        store = session.viewports[cell]
        if store.value.display_set_uid != found.display_set.uid and not session.show(
            found.display_set.uid, cell
        ):
            return False
        session.activate(cell)
        state = store.value.revealing(found.index)
        shading, camera = jump.shading or state.shading, jump.camera or state.camera
        store.set(replace(state, shading=shading, camera=camera, preset=""))
        if jump.measurement_uid:
            session.selected.set(jump.measurement_uid)
        return True
