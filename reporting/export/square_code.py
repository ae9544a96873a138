"""The verification code as a square that telephones read (QR code, ISO/IEC 18004)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from reporting.core.report import Report
from reporting.export.verification import version_sha256


def square_code(words: str) -> NDArray[np.bool_]:
    """Return words as the modules of a QR code, (rows, columns), True for dark; ISO/IEC 18004."""
    drawn = cv2.QRCodeEncoder.create().encode(words)
    dark: NDArray[np.bool_] = np.asarray(drawn) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def square_words(report: Report) -> str:
    """Return what the square code says: the report and the hash of this version. Nothing of the patient."""
    return f"OVERREAD REPORT {report.uid} SHA-256 {version_sha256(report)}"
