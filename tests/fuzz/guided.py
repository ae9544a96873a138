"""Damage that is steered by what it reaches: files that led somewhere new in our own parsers are damaged further."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from time import monotonic
from types import CodeType, FrameType
from typing import Any

from tests.fuzz.mutations import mutated

_OURS = ("/viewer/", "/app/", "/reporting/")

Edge = tuple[CodeType, int, int]


class Guide:
    """Feeds a parser with damaged seeds and keeps those that went where none had gone before.

    Attributes
    ----------
    reached
        Steps from line to line of our own code, so far.
    kept
        The seeds, and what was found beside them.
    tried
        How many files.
    """

    def __init__(self, parse: Callable[[bytes], None], seeds: Sequence[bytes]) -> None:
        self._parse = parse
        self.reached: set[Edge] = set()
        self.kept: list[bytes] = []
        self.tried = 0
        for seed in seeds:
            self._try(seed)
            if seed not in self.kept:
                self.kept.append(seed)

    def run(self, seconds: float, first: int = 0) -> None:
        """Go on for a while; what the parser raises is raised, with the number that leads there again."""
        ends, chance = monotonic() + seconds, Random(first)
        while monotonic() < ends:
            number = first + self.tried
            damaged = mutated(chance.choice(self.kept), chance.choice(self.kept), number)
            try:
                self._try(damaged)
            except Exception as problem:
                problem.add_note(f"number {number}: {damaged[:4000].hex()}")
                raise

    def _try(self, data: bytes) -> None:
        before = len(self.reached)
        with self._traced():
            self._parse(data)
        self.tried += 1
        if len(self.reached) > before:
            self.kept.append(data)

    @contextmanager
    def _traced(self) -> Iterator[None]:
        """Note steps from line to line meanwhile; who traced before traces again afterwards."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if not any(room in code.co_filename for room in _OURS) or "/tests/" in code.co_filename:
            return None
        last, reached = 0, self.reached

        def step(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal last
            if event == "line":
                reached.add((code, last, frame.f_lineno))
                last = frame.f_lineno
            return step

        return step
