"""Colours and greys that objects recommend for a screen, as "#rrggbb". PS3.3 C.10.7.1.1."""

from collections.abc import Sequence

_LINEAR_BELOW = 0.0031308
_WHITE_D50 = (0.9642, 1.0, 0.8249)
_TO_SRGB = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))
"""From CIE XYZ under D50 to linear sRGB, the adaptation to D65 included."""


def grey(p_value: float) -> str:
    """Return a P-value, 0 black to FFFFH white, as a colour."""
    level = min(max(round(p_value / 65535 * 255), 0), 255)
    return f"#{level:02x}{level:02x}{level:02x}"


def from_rgb(levels: Sequence[float]) -> str:
    """Return three levels up to 65535 as a colour, empty where there are not three."""
    if len(levels) != 3:
        return ""
    return "#" + "".join(f"{min(max(round(level / 257), 0), 255):02x}" for level in levels)


def from_cielab(values: Sequence[float]) -> str:
    """Return L*, a*, b* as stored, 0 to 65535 each, as a colour; empty where there are not three."""
    if len(values) != 3:
        return ""
    lightness, a, b = values[0] / 65535 * 100, values[1] / 257 - 128, values[2] / 257 - 128
    middle = (lightness + 16) / 116
    x, y, z = (
        white * _uncurved(share)
        for white, share in zip(_WHITE_D50, (middle + a / 500, middle, middle - b / 200), strict=True)
    )
    return from_rgb([65535 * _gamma(row[0] * x + row[1] * y + row[2] * z) for row in _TO_SRGB])


def _uncurved(share: float) -> float:
    return float(share**3) if share > 6 / 29 else 3 * (6 / 29) ** 2 * (share - 4 / 29)


def _gamma(linear: float) -> float:
    kept = min(max(linear, 0.0), 1.0)
    return 12.92 * kept if kept <= _LINEAR_BELOW else 1.055 * float(kept ** (1 / 2.4)) - 0.055
