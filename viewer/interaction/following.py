"""Viewports that scroll together (BIR keys L and U), and the point they share (J)."""

from dataclasses import replace
from functools import partial

import numpy as np

from viewer.core.geometry import Vector, as_vector
from viewer.core.images import Image
from viewer.core.linking import Planes, center_of, linked_index, reference_line, share_space
from viewer.core.session import Session
from viewer.core.shapes import Drawing, Segment
from viewer.core.store import Store
from viewer.core.study import DisplaySet, Frame
from viewer.core.viewport import ViewportState


class Following:
    """Moves the other viewports when one is scrolled, as long as they are linked.

    Sets with the same Frame of Reference show the same place. Others, such as a prior of another date, keep the
    offset they had when linking began; it is remembered until they are unlinked.

    Attributes
    ----------
    linked
        Whether viewports scroll together.
    point_lps
        The cross-hair, in the patient; None for none. Shown in every viewport of ``reference_uid``.
    lines
        Whether planes are drawn as lines in one another (key O).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._busy = False
        self.linked: Store[bool] = Store(False)
        self.lines: Store[bool] = Store(False)
        self.point_lps: Store[Vector | None] = Store(None)
        self.reference_uid = ""
        self._offsets: dict[tuple[str, str], float] = {}
        self._planes: dict[str, tuple[DisplaySet, Planes]] = {}
        for cell, store in enumerate(session.viewports):
            store.changed.connect(partial(self._moved, cell))
        self.linked.changed.connect(self._remember)

    def point_at(self, point_lps: Vector, frame: Frame) -> None:
        """Put the cross-hair at a point of a frame; every viewport in the same space shows its nearest slice."""
        self.reference_uid = frame.instance.frame_of_reference_uid
        self.point_lps.set(point_lps)
        self._busy = True
        for cell in range(self._session.layout.value.cells):
            self._show_point(self._session.viewports[cell], point_lps, frame)
        self._busy = False

    def clear_point(self) -> bool:
        """Take the cross-hair away; False if there was none."""
        was_there = self.point_lps.value is not None
        self.point_lps.set(None)
        return was_there

    def frame_in(self, cell: int) -> Frame | None:
        """Return the frame a viewport is scrolled to."""
        state = self._session.viewports[cell].value
        shown = self._session.display_set(state.display_set_uid)
        return shown.frames[state.index] if shown and state.index < len(shown.frames) else None

    def lines_over(self, cell: int, image: Image) -> tuple[Drawing, ...]:
        """Return what else is drawn over the image of a viewport: the others' planes, and the cross-hair."""
        drawings: list[Drawing] = []
        if self.lines.value:
            for other in range(self._session.layout.value.cells):
                frame = self.frame_in(other) if other != cell else None
                line = reference_line(image.frame, frame) if frame else None
                if line is not None:
                    drawings.append(Drawing((Segment(*line, dashed=True),)))
        point = self.point_lps.value
        if point is not None and self.reference_uid == image.frame.instance.frame_of_reference_uid != "":
            drawings.append(Drawing(_cross_hair(image, point)))
        return tuple(drawings)

    def _show_point(self, store: Store[ViewportState], point_lps: Vector, frame: Frame) -> None:
        shown = self._session.display_set(store.value.display_set_uid)
        if shown is None or not shown.frames or not share_space(frame, shown.frames[0]):
            return
        index = self._planes_of(shown).nearest(point_lps)
        if index is not None:
            store.set(replace(store.value, index=index))

    def _moved(self, cell: int, now: ViewportState, before: ViewportState) -> None:
        scrolled = now.display_set_uid == before.display_set_uid and now.index != before.index
        if self._busy or not scrolled or not self.linked.value or cell >= self._session.layout.value.cells:
            return
        self._busy = True
        for other in range(self._session.layout.value.cells):
            if other != cell:
                self._follow(cell, other)
        self._busy = False

    def _follow(self, cell: int, other: int) -> None:
        frame, store = self.frame_in(cell), self._session.viewports[other]
        shown = self._session.display_set(store.value.display_set_uid)
        if frame is None or shown is None or not shown.frames:
            return
        index = linked_index(frame, shown, planes=self._planes_of(shown))
        if index is None and not share_space(frame, shown.frames[0]) and self._alike(frame, shown.frames[0]):
            index = self._by_offset(cell, frame, shown)
        if index is not None:
            store.set(replace(store.value, index=index))

    @staticmethod
    def _alike(one: Frame, other: Frame) -> bool:
        aligned = abs(float(np.dot(one.plane.normal, other.plane.normal))) > 0.98
        return one.plane.in_patient and other.plane.in_patient and aligned

    def _by_offset(self, cell: int, frame: Frame, shown: DisplaySet) -> int | None:
        offset = self._offsets.get((self._uid_in(cell), shown.uid))
        if offset is None:
            return None
        wanted = center_of(frame) + offset * np.asarray(frame.plane.normal)
        normal = np.asarray(frame.plane.normal)
        return int(np.argmin(np.abs(self._planes_of(shown).centers_lps @ normal - wanted @ normal)))

    def _planes_of(self, shown: DisplaySet) -> Planes:
        """Return where the frames of a set lie, found out once for as long as the set stays the same."""
        known = self._planes.get(shown.uid)
        if known is None or known[0] is not shown:
            open_now = {other.uid for other in self._session.display_sets()}
            self._planes = {uid: planes for uid, planes in self._planes.items() if uid in open_now}
            known = self._planes[shown.uid] = (shown, Planes.of(shown.frames))
        return known[1]

    def _remember(self, linked: bool, _: bool) -> None:
        self._offsets.clear()
        cells = range(self._session.layout.value.cells) if linked else range(0)
        for cell in cells:
            for other in cells:
                one, two = self.frame_in(cell), self.frame_in(other)
                if one and two and one.plane.in_patient and two.plane.in_patient:
                    normal = np.asarray(one.plane.normal)
                    pair = self._uid_in(cell), self._uid_in(other)
                    self._offsets[pair] = float((center_of(two) - center_of(one)) @ normal)

    def _uid_in(self, cell: int) -> str:
        return self._session.viewports[cell].value.display_set_uid


def _cross_hair(image: Image, point_lps: Vector) -> tuple[Segment, ...]:
    """Return a cross through a point over the whole image, open in the middle."""
    rows, columns = image.stored.shape[:2]
    plane = image.plane
    i, j = (float(part) for part in plane.to_pixels(point_lps))
    gap = max(rows, columns) / 40
    ends = (
        ((-0.5, j), (i - gap, j)),
        ((i + gap, j), (columns - 0.5, j)),
        ((i, -0.5), (i, j - gap)),
        ((i, j + gap), (i, rows - 0.5)),
    )
    return tuple(Segment(as_vector(plane.to_lps(start)), as_vector(plane.to_lps(end))) for start, end in ends)
