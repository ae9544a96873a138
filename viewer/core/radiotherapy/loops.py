"""Straight pieces joined into lines that go round."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Points

Segments = NDArray[np.float64]
"""(n, 2, 3): starts and ends of straight pieces, mm."""

SAME_MM = 1e-4


def joined(segments: Segments) -> tuple[Points, ...]:
    """Return closed lines made of pieces, each piece once; where a piece has no successor the line ends.

    At every end an even number of pieces should meet. Which of them follows which makes no difference to what
    they enclose by the odd-even rule.
    """
    ends = np.rint(segments / SAME_MM).astype(np.int64)
    long = (ends[:, 0] != ends[:, 1]).any(axis=1)
    segments, ends = segments[long], ends[long]
    names = [(tuple(start), tuple(end)) for start, end in ends.tolist()]
    at: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(names):
        at[start].append(number)
        at[end].append(number)
    used = [False] * len(names)
    loops: list[Points] = []
    for first in range(len(names)):
        if used[first]:
            continue
        used[first] = True
        points = [segments[first, 0], segments[first, 1]]
        here = names[first][1]
        while here != names[first][0]:
            following = next((number for number in at[here] if not used[number]), None)
            if following is None:
                break
            used[following] = True
            forwards = names[following][0] == here
            points.append(segments[following, 1 if forwards else 0])
            here = names[following][1 if forwards else 0]
        loops.append(np.stack(points[:-1] if here == names[first][0] else points))
    return tuple(loops)
