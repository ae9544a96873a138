"""Spatial registrations: what leads from one Frame of Reference to another. PS3.3 C.20.2, C.20.3."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Mapping:
    """One data set that a registration maps: from its Frame of Reference to the registered one.

    Attributes
    ----------
    matrix
        16 numbers of a 4 × 4 matrix, row by row: registered position = matrix @ (x, y, z, 1). Equation C.20.2-1.
    kind
        RIGID, RIGID_SCALE or AFFINE; empty where the object does not say.
    refused
        Why it cannot be applied, empty where it can.
    """

    frame_of_reference_uid: str
    matrix: tuple[float, ...]
    kind: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration object.

    Attributes
    ----------
    frame_of_reference_uid
        The registered Frame of Reference.
    date, time
        When it was made, as stored.
    refused
        Why none of it can be applied, empty where it can.
    """

    uid: str
    name: str
    frame_of_reference_uid: str
    mappings: tuple[Mapping, ...]
    patient_id: str = ""
    date: str = ""
    time: str = ""
    refused: str = ""

    @property
    def frames_of_reference(self) -> frozenset[str]:
        """All Frames of Reference it speaks of."""
        return frozenset(
            {self.frame_of_reference_uid, *(mapping.frame_of_reference_uid for mapping in self.mappings)}
        )


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """How positions in one Frame of Reference become positions in another.

    Attributes
    ----------
    matrix
        (4, 4).
    through
        Names of the registrations on the way.
    """

    matrix: NDArray[np.float64]
    through: tuple[str, ...] = ()


def route(registrations: Iterable[Registration], start_uid: str, end_uid: str) -> Route | None:
    """Return the shortest way between Frames of Reference, the latest registration first; None where there is none."""
    if start_uid == end_uid and start_uid:
        return Route(np.eye(4))
    if not start_uid or not end_uid:
        return None
    latest_first = sorted(registrations, key=lambda one: (one.date, one.time, one.uid), reverse=True)
    steps = [step for registration in latest_first for step in _steps(registration)]
    reached: dict[str, Route] = {start_uid: Route(np.eye(4))}
    waiting = deque([start_uid])
    while waiting:
        here = waiting.popleft()
        for step_from, step_to, matrix, name in steps:
            if step_from == here and step_to not in reached:
                so_far = reached[here]
                reached[step_to] = Route(matrix @ so_far.matrix, (*so_far.through, name))
                waiting.append(step_to)
    return reached.get(end_uid)


def _steps(registration: Registration) -> Iterable[tuple[str, str, NDArray[np.float64], str]]:
    """Yield the ways that a registration opens: there and back."""
    if registration.refused:
        return
    registered = registration.frame_of_reference_uid
    for mapping in registration.mappings:
        own = mapping.frame_of_reference_uid
        if mapping.refused or not own or not registered or own == registered:
            continue
        matrix = np.asarray(mapping.matrix, dtype=np.float64).reshape(4, 4)
        yield own, registered, matrix, registration.name
        back: NDArray[np.float64] = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
        yield registered, own, back, registration.name


def why_no_matrix(numbers: tuple[float, ...]) -> str:
    """Return in words why 16 numbers are no usable affine matrix, empty where they are."""
    if len(numbers) != 16 or not np.isfinite(numbers).all():
        return "its matrix is not made of 16 numbers"
    matrix = np.asarray(numbers, dtype=np.float64).reshape(4, 4)
    if not np.allclose(matrix[3], (0, 0, 0, 1), atol=1e-6):
        return "its matrix is not an affine one: the last row is not 0, 0, 0, 1"
    if abs(np.linalg.det(matrix[:3, :3])) < SINGULAR:
        return "its matrix cannot be inverted"
    return ""


def refusals(registrations: Iterable[Registration], one_uid: str, other_uid: str) -> tuple[str, ...]:
    """Return why registrations that speak of both Frames of Reference are not applied."""
    words: list[str] = []
    for registration in registrations:
        if not {one_uid, other_uid} <= registration.frames_of_reference:
            continue
        if registration.refused:
            words.append(f"{registration.name}: {registration.refused}")
        words += [f"{registration.name}: {one.refused}" for one in registration.mappings if one.refused]
    return tuple(dict.fromkeys(words))
