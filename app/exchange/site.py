"""What the site puts at the head of its reports, as the settings have it."""

from pathlib import Path

from app.settings import Settings
from reporting.export.letterhead import Letterhead, read_logo


def letterhead_of(settings: Settings) -> Letterhead:
    """Return the letterhead.

    Raises
    ------
    ExportError
        Where the logo cannot be used: a report never goes out with half a letterhead.
    """
    logo = settings.site_logo.strip()
    lines = tuple(part.strip() for part in settings.site_address.split(";") if part.strip())
    return Letterhead(settings.site_name.strip(), lines, read_logo(Path(logo)) if logo else b"")
