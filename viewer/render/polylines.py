"""Lines through many points as one path of Qt: handed over whole, as point by point costs ten times as much."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, Qt

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1


def path_through(lines: Sequence[NDArray[np.float64]], closed: Sequence[bool]) -> QPainterPath:
    """Return lines, (n, 2) screen positions each, as one path, filled odd-even; closed ones end where they begin.

    The bytes are those of Qt's serialization of a QPainterPath: count, elements, place of the last start, fill rule.
    """
    drawn = [
        np.concatenate((line, line[:1])) if is_closed else line
        for line, is_closed in zip(lines, closed, strict=True)
        if len(line) > 1
    ]
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    if not drawn:
        return path
    points = np.concatenate(drawn)
    lengths = np.asarray([len(line) for line in drawn])
    starts = np.cumsum(lengths) - lengths
    elements = np.empty(len(points), _ELEMENT)
    elements["kind"], elements["x"], elements["y"] = _LINE, points[:, 0], points[:, 1]
    elements["kind"][starts] = _MOVE
    count = np.asarray([len(points)], ">i4").tobytes()
    end = np.asarray([starts[-1], 0], ">i4").tobytes()
    stream = QDataStream(QByteArray(count + elements.tobytes() + end))
    stream >> path
    return path
