"""What the program puts right in its Python."""

import sys

import pytest

from viewer.core.interpreter import keep_none_alive


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_none_outlives_more_calls_than_a_working_life_makes() -> None:
    before = sys.getrefcount(None)

    keep_none_alive()

    assert sys.getrefcount(None) - before > 10**12
