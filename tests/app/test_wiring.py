"""The program put together: what the settings say holds from the first moment."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import Settings, save_settings
from app.wiring import Workstation
from viewer.core.viewport import Layout


@pytest.mark.usefixtures("qapp")
def test_the_grid_stands_as_the_settings_say(tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.toml", replace(Settings(), layout="2x3"))

    workstation = Workstation(tmp_path)

    assert workstation.session.layout.value == Layout(2, 3)
    workstation.window.close()
