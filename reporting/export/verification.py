"""A code on every signed report by which paper and file are compared with what was signed.

It is the beginning of the SHA-256 that stands for this version: that of the words signed, or, where there are
addenda, that over the words and every addendum in their order.
"""

from hashlib import sha256

import cv2
import numpy as np
from numpy.typing import NDArray

from reporting.core.report import Report

GROUPS, GROUP = 5, 4


def version_sha256(report: Report) -> str:
    """Return the hash that stands for this version of a signed report; empty for one that is not signed."""
    if report.signature is None:
        return ""
    if not report.addenda:
        return report.signature.sha256
    hashes = (report.signature.sha256, *(known.signature.sha256 for known in report.addenda))
    return sha256("\n".join(hashes).encode()).hexdigest()


def verification_code(report: Report) -> str:
    """Return the code in groups that can be read out: ``3F2A-91C0-…``; empty for a report that is not signed."""
    letters = version_sha256(report)[: GROUPS * GROUP].upper()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def square_code(words: str) -> NDArray[np.bool_]:
    """Return words as the modules of a QR code, (rows, columns), True for dark; ISO/IEC 18004."""
    drawn = cv2.QRCodeEncoder.create().encode(words)
    dark: NDArray[np.bool_] = np.asarray(drawn) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def square_words(report: Report) -> str:
    """Return what the square code says: the report and the hash of this version. Nothing of the patient."""
    return f"OVERREAD REPORT {report.uid} SHA-256 {version_sha256(report)}"
