"""Turns on what other objects of a study lay over images: has it read, shows it, says why not (SAFETY H33)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from viewer.core.errors import ViewerError
from viewer.core.geometry import Vector
from viewer.core.overlays.laid import placing
from viewer.core.overlays.layer import LegendRow, OverlayLayer
from viewer.core.overlays.offers import Offer, Progress, laid_by, offers_of
from viewer.core.placement import is_same_patient
from viewer.core.registration import route
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet, Frame, Instance
from viewer.loading.jobs import Ticket
from viewer.loading.layers import Listener, Producer


class OverlayDesk:
    """Keeps which objects can be laid over images, and has them read when the reader asks for them.

    Parameters
    ----------
    producers
        Who reads what; the first that knows an object reads it.
    bring
        Brings the legend before the reader.
    failed
        Told of what is no ordinary refusal.

    Attributes
    ----------
    offers
        What there is, and how far it is read.
    """

    def __init__(
        self,
        session: Session,
        producers: Sequence[Producer],
        *,
        bring: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._session, self._producers, self._bring, self._report = session, tuple(producers), bring, failed
        self._tickets: dict[str, Ticket] = {}
        self._cells: dict[str, int | None] = {}
        self.offers: Store[tuple[Offer, ...]] = Store(())
        session.opened.changed.connect(self._reopened)

    def turn_on_set(self, display_set_uid: str, cell: int | None = None) -> bool:
        """Lay the objects of a display set over images, in a cell (the active one by default); False for none."""
        shown = self._session.display_set(display_set_uid)
        objects = laid_by(shown) if shown is not None and not shown.blocked else ()
        for instance in objects:
            self.turn_on(instance.sop_instance_uid, cell)
        return bool(objects)

    def turn_on(self, sop_instance_uid: str, cell: int | None = None) -> None:
        """Lay an object over images; read it first where that has not happened."""
        self._bring()
        self._cells[sop_instance_uid] = cell
        layers = self._session.layers
        known = layers.value.of_object(sop_instance_uid)
        if known:
            for layer in known:
                layers.set(
                    layers.value.with_look(layer.uid, replace(layers.value.look(layer.uid), visible=True))
                )
            self._lead_to(known)
        elif sop_instance_uid not in self._tickets:
            self._read(sop_instance_uid)

    def turn(self, sop_instance_uid: str, is_on: bool) -> None:
        """Lay an object over images, or take it away."""
        if is_on:
            self.turn_on(sop_instance_uid)
        else:
            self.turn_off(sop_instance_uid)

    def turn_off(self, sop_instance_uid: str) -> None:
        """Take an object's layers away; they stay in memory."""
        self.cancel(sop_instance_uid)
        layers = self._session.layers
        for layer in layers.value.of_object(sop_instance_uid):
            layers.set(
                layers.value.with_look(layer.uid, replace(layers.value.look(layer.uid), visible=False))
            )

    def cancel(self, sop_instance_uid: str) -> None:
        """Stop reading an object."""
        ticket = self._tickets.pop(sop_instance_uid, None)
        if ticket is not None:
            ticket.cancel()
            self._say(sop_instance_uid, Progress.NOT_ASKED)

    def go_to(self, layer_uid: str, number: int) -> None:
        """Show the image that holds most of a row."""
        layer = self._session.layers.value.layer(layer_uid)
        row = None if layer is None else layer.row(number)
        if layer is None or row is None:
            return
        if not self._shown_with(layer):
            self._lead_to((layer,))
        frame = self._frame_at(layer, row)
        if frame is None or not self._session.jump_to(frame.key):
            self._session.noticed.emit(f"{row.label}: none of the images that are open holds it")

    def _read(self, uid: str) -> None:
        instance = self._instance(uid)
        producer = next((one for one in self._producers if instance and one.kind_of(instance)), None)
        if instance is None or producer is None:
            self._say(uid, Progress.FAILED, why="there is nothing here that reads it")
            return
        self._say(uid, Progress.READING)
        listener = Listener(
            progress=lambda done, total: self._say(uid, Progress.READING, done=done, total=total),
            done=lambda layers: self._done(uid, layers),
            failed=lambda problem: self._failed(uid, problem),
        )
        ticket = producer.read(instance, listener)
        if self._offer(uid).progress is Progress.READING:
            self._tickets[uid] = ticket

    def _done(self, uid: str, made: tuple[OverlayLayer, ...]) -> None:
        self._tickets.pop(uid, None)
        if self._instance(uid) is None:
            return
        self._say(uid, Progress.READ)
        layers = self._session.layers.value
        for layer in made:
            layers = layers.with_layer(layer)
        self._session.layers.set(layers)
        self._lead_to(made)

    def _failed(self, uid: str, problem: BaseException) -> None:
        self._tickets.pop(uid, None)
        why = (
            problem.why
            if isinstance(problem, ViewerError)
            else "reading it took too long, or ended unexpectedly"
        )
        self._say(uid, Progress.FAILED, why=why)
        self._session.noticed.emit(f"Not laid over images: {why}")
        if not isinstance(problem, ViewerError):
            self._report(problem)

    def _lead_to(self, layers: Sequence[OverlayLayer]) -> None:
        """Show images that the layers lie over, where none of those on the screen are."""
        if not layers or any(self._shown_with(layer) for layer in layers):
            return
        layer = layers[0]
        best = self._images_of(layer)
        if best is None:
            self._session.noticed.emit(
                f"{layer.name}: no image that is open lies in its place; it is kept turned on"
            )
            return
        if not self._session.show(best.uid, self._cells.get(layer.sop_instance_uid)):
            return
        first = next((row for row in layer.rows if row.place_lps is not None or row.frame is not None), None)
        frame = None if first is None else self._frame_at(layer, first)
        if frame is not None:
            self._session.jump_to(frame.key)

    def _shown_with(self, layer: OverlayLayer) -> bool:
        """Whether the viewport that is meant shows images that a layer lies over."""
        cell = self._cells.get(layer.sop_instance_uid)
        store = self._session.active if cell is None else self._session.viewports[cell]
        shown = self._session.display_set(store.value.display_set_uid)
        if shown is None or not shown.frames:
            return False
        is_own = any(instance.sop_instance_uid == layer.sop_instance_uid for instance in shown.instances)
        return self._fits(layer, shown) and not is_own

    def _fits(self, layer: OverlayLayer, shown: DisplaySet) -> bool:
        """Whether a layer can be laid over images of a series."""
        frames = shown.frames[:1] if layer.frame_of_reference_uid else shown.frames
        registrations = self._session.companions.registrations
        return any(not placing(layer, frame, registrations).why_not for frame in frames)

    def _images_of(self, layer: OverlayLayer) -> DisplaySet | None:
        """Return the series a layer was made from, else one it can be laid over."""
        own = self._set_of(layer.sop_instance_uid)
        possible = [
            shown
            for shown in self._session.display_sets()
            if shown.frames
            and not shown.blocked
            and (own is None or is_same_patient(own, shown))
            and (own is None or shown.uid != own.uid)
            and not laid_by(shown)
            and self._fits(layer, shown)
        ]
        uids = layer.refers.uids
        meant = [shown for shown in possible if any(one.sop_instance_uid in uids for one in shown.instances)]
        return next(iter(meant or possible), None)

    def _frame_at(self, layer: OverlayLayer, row: LegendRow) -> Frame | None:
        """Return the frame of the active series nearest to a row's largest slice."""
        shown = self._session.display_set(self._session.active.value.display_set_uid)
        if shown is None or not shown.frames:
            return None
        if row.frame is not None:
            place = shown.index_of(row.frame)
            return None if place is None else shown.frames[place]
        if row.place_lps is None:
            return None
        ours = shown.frames[0].instance.frame_of_reference_uid
        way = route(self._session.companions.registrations, layer.frame_of_reference_uid, ours)
        if way is None:
            return None
        x, y, z = way.matrix[:3, :3] @ row.place_lps + way.matrix[:3, 3]
        return nearest_frame(shown, (float(x), float(y), float(z)))

    def _reopened(self, *_: object) -> None:
        known = {offer.sop_instance_uid: offer for offer in self.offers.value}
        found = tuple(
            known.get(offer.sop_instance_uid, offer) for offer in offers_of(self._session.display_sets())
        )
        here = {offer.sop_instance_uid for offer in found}
        for uid in set(self._tickets) - here:
            self._tickets.pop(uid).cancel()
        self.offers.set(found)

    def _say(self, uid: str, progress: Progress, *, done: int = 0, total: int = 0, why: str = "") -> None:
        self.offers.set(
            tuple(
                replace(offer, progress=progress, done=done, total=total, why=why)
                if offer.sop_instance_uid == uid
                else offer
                for offer in self.offers.value
            )
        )

    def _offer(self, uid: str) -> Offer:
        return next(offer for offer in self.offers.value if offer.sop_instance_uid == uid)

    def _set_of(self, sop_instance_uid: str) -> DisplaySet | None:
        return next(
            (
                shown
                for shown in self._session.display_sets()
                if any(one.sop_instance_uid == sop_instance_uid for one in shown.instances)
            ),
            None,
        )

    def _instance(self, uid: str) -> Instance | None:
        shown = self._set_of(uid)
        found = () if shown is None else shown.instances
        return next((one for one in found if one.sop_instance_uid == uid), None)


def nearest_frame(shown: DisplaySet, place_lps: Vector) -> Frame | None:
    """Return the frame whose plane lies nearest to a position, None where no frame has a place."""
    placed = [frame for frame in shown.frames if frame.plane.in_patient]
    return min(placed, key=lambda frame: abs(frame.plane.distance_mm(place_lps)), default=None)
