"""What ``main.py render`` shows over images: what they bring themselves and, where wanted, what other objects bring."""

from PySide6.QtCore import QEventLoop

from app.work.jobs import BackgroundJobs
from viewer.core.camera import Camera
from viewer.core.companions import Companions
from viewer.core.errors import ViewerError
from viewer.core.images import Image
from viewer.core.over_image import Over, over_image, with_layers
from viewer.core.overlays.laid import Cuts
from viewer.core.overlays.layer import OverlayLayer
from viewer.core.overlays.looks import Layers
from viewer.core.presentation import OverlayHeader, OverlayPlane
from viewer.core.presenting import camera_for
from viewer.core.study import Frame, Instance, Opened
from viewer.core.viewport import ViewportState
from viewer.loading.calls import Call
from viewer.loading.jobs import WorkerDiedError
from viewer.loading.layers import Listener, Producer
from viewer.loading.planar_layers import Planar
from viewer.loading.radiotherapy import RadiotherapyLayers

SECONDS_PER_FRAME = 30.0


class Laying:
    """Finds what lies over images.

    Parameters
    ----------
    presented
        Whether the latest presentation state of an image is applied to it, or only offered in words.
    """

    def __init__(self, opened: Opened, jobs: BackgroundJobs, *, presented: bool = False) -> None:
        self._opened, self._jobs, self._presented = opened, jobs, presented
        self._companions = Companions.of(opened)
        self._layers = Layers()
        self._cuts = Cuts()

    def read_layers(self) -> list[str]:
        """Read every segmentation, structure set, dose and map; return why some cannot be."""
        problems: list[str] = []
        producers: tuple[Producer, ...] = (Planar(self._jobs), RadiotherapyLayers(self._jobs))
        for instance in _objects(self._opened):
            producer = next((one for one in producers if one.kind_of(instance)), None)
            if producer is None:
                continue
            try:
                for layer in _read(producer, instance):
                    self._layers = self._layers.with_layer(layer)
            except (ViewerError, WorkerDiedError) as problem:
                problems.append(f"{instance.source.path}: {problem}")
        return problems

    def over(self, image: Image) -> Over:
        """Return what lies over an image."""
        state = ViewportState(presentation_uid=self._state_for(image.frame))
        over = over_image(image, state, self._companions, self._planes)
        return with_layers(over, image, state, self._layers, self._companions.registrations, self._cuts)

    def camera(self, frame: Frame) -> Camera:
        """Return how an image is looked at: as its presentation state says, else as a whole."""
        chosen = self._companions.state(self._state_for(frame))
        state = chosen.presentation if chosen is not None else None
        return Camera() if state is None else camera_for(state, frame)

    def _state_for(self, frame: Frame) -> str:
        states = self._companions.states_for(frame) if self._presented else ()
        return states[0].uid if states else ""

    def _planes(
        self, instance: Instance, headers: tuple[OverlayHeader, ...], number: int
    ) -> tuple[OverlayPlane, ...]:
        if not headers:
            return ()
        work = Call("viewer.dicom.overlays", "read_planes", (instance, headers, number))
        read: tuple[OverlayPlane, ...] = self._jobs.wait_for(work, seconds=SECONDS_PER_FRAME)
        return read


def _objects(opened: Opened) -> list[Instance]:
    """Return everything opened, each object once."""
    shown = [shown for study in opened.studies for shown in study.display_sets]
    return list({one.sop_instance_uid: one for known in shown for one in known.instances}.values())


def _read(producer: Producer, instance: Instance) -> tuple[OverlayLayer, ...]:
    """Read an object and wait for it; answers are delivered meanwhile.

    Raises
    ------
    BaseException
        Whatever the reading failed with.
    """
    made: list[tuple[OverlayLayer, ...]] = []
    problems: list[BaseException] = []
    loop = QEventLoop()

    def done(layers: tuple[OverlayLayer, ...]) -> None:
        made.append(layers)
        loop.quit()

    def failed(problem: BaseException) -> None:
        problems.append(problem)
        loop.quit()

    producer.read(instance, Listener(progress=lambda _done, _total: None, done=done, failed=failed))
    if not made and not problems:
        loop.exec()
    if problems:
        raise problems[0]
    return made[0]
