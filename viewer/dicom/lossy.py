"""Whether pixels once went through lossy compression: what the header says, and what the stream itself shows (H15).

PS3.3 C.7.6.1.1.5: once lossy, always lossy. A header that keeps silent or denies it does not overrule a transfer
syntax, or a code stream, that cannot be anything else.
"""

from viewer.core.study import LossyMark
from viewer.dicom.encoding import LOSSY, PERHAPS_LOSSY

_CODING_STYLE = b"\xff\x52"
_TRANSFORMATION = 13
"""Place of the wavelet transformation within the coding style segment: 0 irreversible, 1 reversible. ISO 15444-1."""


def lossy_mark(
    said: str, ratios: tuple[float, ...], methods: tuple[str, ...], transfer_syntax_uid: str, stream: bytes
) -> LossyMark | None:
    """Return the mark to be shown on the image, None for pixels as they were measured.

    Parameters
    ----------
    said, ratios, methods
        Lossy Image Compression (0028,2110), its Ratio (…2112) and Method (…2114).
    stream
        The first bytes of encapsulated pixel data.
    """
    by_syntax = LOSSY.get(transfer_syntax_uid, "") or _irreversible(transfer_syntax_uid, stream)
    if said != "01" and not by_syntax:
        return None
    ratio = " and ".join(f"{value:.3g}:1" for value in ratios if value > 0) if said == "01" else ""
    method = " and ".join(method for method in methods if method)
    text = f"LOSSY {ratio}" if ratio else "LOSSY ratio n/k"
    return LossyMark(
        text=f"{text} ({method})" if method else text,
        ratio=ratios[-1] if ratio else None,
        method=method or by_syntax,
    )


def _irreversible(transfer_syntax_uid: str, stream: bytes) -> str:
    """Return the method's name where a JPEG 2000 stream uses the irreversible wavelet."""
    method = PERHAPS_LOSSY.get(transfer_syntax_uid, "")
    place = stream.find(_CODING_STYLE)
    if not method or place < 0 or len(stream) <= place + _TRANSFORMATION:
        return ""
    return method if stream[place + _TRANSFORMATION] == 0 else ""
