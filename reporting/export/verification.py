"""A code on every signed report by which paper and file are compared with what was signed.

It is the beginning of the SHA-256 that stands for this version: that of the words signed, or, where there are
addenda, that over the words and every addendum in their order.
"""

from dataclasses import replace
from hashlib import sha256

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


def codes_of(report: Report) -> tuple[str, ...]:
    """Return the codes of every version of a signed report, the first signed first: paper may show an earlier one."""
    counts = range(len(report.addenda) + 1)
    return tuple(verification_code(replace(report, addenda=report.addenda[:count])) for count in counts)
