"""How many pixels of the screen are a millimetre, and who says so."""

from dataclasses import dataclass

from PySide6.QtGui import QScreen

MM_PER_INCH = 25.4
ASSUMED_DPI = 96.0
_LEAST_DPI, _MOST_DPI = 40.0, 400.0


@dataclass(frozen=True, slots=True)
class ScreenScale:
    """Logical pixels per millimetre, and in words where the number comes from."""

    px_per_mm: float
    words: str


def scale_of(screen: QScreen | None) -> ScreenScale:
    """Return the scale of a screen: by its physical size where it tells one that can be, else an assumed one."""
    if screen is not None and screen.physicalSize().width() > 0:
        dpi = screen.physicalDotsPerInchX()
        if _LEAST_DPI <= dpi <= _MOST_DPI:
            return ScreenScale(
                dpi / MM_PER_INCH, f"true size by what the screen says of itself ({dpi:.0f} dpi)"
            )
    return ScreenScale(
        ASSUMED_DPI / MM_PER_INCH,
        f"size assumed ({ASSUMED_DPI:.0f} dpi): the screen does not say how large it is",
    )
