"""A graphics card draws where there is one, the processor elsewhere."""

import pytest

from viewer.render.choice import Presenter, choose_presenter


@pytest.mark.parametrize(
    ("renderer", "presenter"),
    [
        ("NVIDIA GeForce RTX 4070/PCIe/SSE2", "gl"),
        ("Mesa Intel(R) UHD Graphics 630 (CFL GT2)", "gl"),
        ("AMD Radeon RX 6600 (radeonsi, navi23, LLVM 15.0.7, DRM 3.49)", "gl"),
        ("Apple M2", "gl"),
        ("llvmpipe (LLVM 15.0.6, 256 bits)", "raster"),
        ("softpipe", "raster"),
        ("Google SwiftShader", "raster"),
        ("ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device), SwiftShader driver)", "raster"),
        ("GDI Generic", "raster"),
        ("Microsoft Basic Render Driver", "raster"),
        ("Apple Software Renderer", "raster"),
        ("", "raster"),
        ("  ", "raster"),
    ],
)
def test_who_draws(renderer: str, presenter: Presenter) -> None:
    assert choose_presenter(renderer) == presenter
