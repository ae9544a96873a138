"""What a worker may answer: data, and nothing that reaches out of it."""

import pickle

import pytest

from app.work.wire import dump, load_answer
from viewer.core.calibration import Trust
from viewer.core.windowing import VoiFunction, Window


class Reaching:
    """An answer that asks for more than data."""

    def __init__(self, of: object, name: str) -> None:
        self._of, self._name = of, name

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (self._of, self._name)


def back(message: object) -> object:
    return load_answer([bytearray(piece) for piece in dump(message)[1:]])


def test_values_come_back_whatever_python_names_their_enumerations_with() -> None:
    assert back(Window(40, 400, VoiFunction.SIGMOID)) == Window(40, 400, VoiFunction.SIGMOID)
    assert back(Reaching(Trust, "PATIENT")) is Trust.PATIENT


@pytest.mark.parametrize(("of", "name"), [(Window, "ramp"), (Trust, "__class__"), (Trust, "mro")])
def test_an_answer_may_not_look_into_things(of: object, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError):
        back(Reaching(of, name))
