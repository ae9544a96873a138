"""Lines handed to Qt whole are the lines that point by point would make."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF, Qt

from viewer.render.polylines import path_through


def test_a_path_made_at_once_is_the_one_made_point_by_point() -> None:
    rng = np.random.default_rng(3)
    lines = [rng.uniform(-500, 500, (count, 2)) for count in (4, 2, 300)]

    expected = QPainterPath()
    expected.setFillRule(Qt.FillRule.OddEvenFill)
    for line in lines:
        expected.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))

    assert path_through(lines, [False] * 3) == expected


def test_a_closed_line_ends_where_it_begins() -> None:
    path = path_through([np.asarray([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)])], [True])

    assert path.elementCount() == 4
    assert path.currentPosition() == QPointF(0, 0)
    assert path.contains(QPointF(3, 1))


def test_a_line_within_another_is_a_hole() -> None:
    outer = np.asarray([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)])

    path = path_through([outer, outer / 3 + 3], [True, True])

    assert path.contains(QPointF(1, 1))
    assert not path.contains(QPointF(4.5, 4.5))


def test_without_lines_there_is_nothing() -> None:
    assert path_through([], []).isEmpty()
    assert path_through([np.zeros((0, 2)), np.zeros((1, 2))], [True, False]).isEmpty()
