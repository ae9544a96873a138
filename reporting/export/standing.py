"""What was signed about a report besides its words, for whoever reads the document: acts in, words out.

How it was read (blinded or not), who stands under it besides its signer, whether it was withdrawn, and what it rests
on: images displayed, completeness of the study, state of the display.
"""

from collections.abc import Iterator, Sequence

from reporting.core.acts import WITHDRAWING, Act, ActKind
from reporting.core.readings.reading import Blinding
from reporting.core.report import Report
from reporting.export.letters import one_line
from reporting.export.wording import signed_by
from viewer.core.plain import Plain

Fact = tuple[str, str]
"""A name and what it is."""

READ_BLINDED = "blinded: signed before its reader could see any other opinion"
_WITHDRAWN = {ActKind.RECALL: "RECALLED", ActKind.RETRACTION: "RETRACTED"}


def of_report(report: Report, acts: Sequence[Act]) -> tuple[Act, ...]:
    """Return the acts on one report."""
    return tuple(act for act in acts if act.report_uid == report.uid)


def withdrawal_of(report: Report, acts: Sequence[Act]) -> str:
    """Return that a report was withdrawn, by whom and why; empty for one that counts."""
    for act in of_report(report, acts):
        if act.kind in WITHDRAWING:
            reason = one_line(str(act.content.get("reason", ""))) or "no reason given"
            return (
                f"{_WITHDRAWN[act.kind]}, not to be acted on: {reason} – {one_line(signed_by(act.signature))}"
            )
    return ""


def names_under(report: Report, acts: Sequence[Act]) -> Iterator[Fact]:
    """Yield who stands under a report besides its signer, and for whom the signer stands."""
    for act in of_report(report, acts):
        said = act.content
        if act.kind is ActKind.COUNTERSIGNATURE:
            role = f" ({said['role']})" if said.get("role") else ""
            changed = said.get("words_changed", 0)
            words = f"{changed} {'word' if changed == 1 else 'words'} changed by the supervisor"
            yield "Countersigned", one_line(f"written by {said.get('written_by', '')}{role}, {words}")
        elif act.kind is ActKind.COSIGNATURE:
            yield "Co-signed", one_line(signed_by(act.signature))


def reading_of(report: Report, acts: Sequence[Act]) -> str:
    """Return whether a report was read blinded, in words; empty where that never was the question."""
    said = attestation_of(report, acts)
    if said.get("blinding") == Blinding.UNBLINDED.value:
        why = one_line(str(said.get("unblinded_because", "")))
        return f"unblinded before signing{f': {why}' if why else ''}"
    is_blinded = said.get("blinding") == Blinding.BLINDED.value or (not said and report.blinded)
    return READ_BLINDED if is_blinded else ""


def evidence_of(report: Report, acts: Sequence[Act]) -> Iterator[Fact]:
    """Yield what a signed report rests on, as it was attested with the signature."""
    said = attestation_of(report, acts)
    if "frames" in said:
        kinds = "/".join(str(one) for one in _listed(said, "modalities"))
        seen = f"{said.get('frames_displayed', 0)} of {said['frames']} were on the screen"
        yield "Images", one_line(f"{kinds} {seen}".strip())
    for field, name in (("completeness", "Study"), ("display", "Display"), ("signed_with", "Confirmed by")):
        if said.get(field):
            yield name, one_line(str(said[field]))


def standing_of(report: Report, acts: Sequence[Act]) -> tuple[Fact, ...]:
    """Return everything a document says of a report besides its words and its withdrawal."""
    read = reading_of(report, acts)
    facts = (("Read", read),) if read else ()
    return (*facts, *names_under(report, acts), *evidence_of(report, acts))


def attestation_of(report: Report, acts: Sequence[Act]) -> Plain:
    """Return what was attested with the signature; empty where nothing was."""
    found = [act for act in of_report(report, acts) if act.kind is ActKind.ATTESTATION]
    return found[-1].content if found else {}


def _listed(said: Plain, field: str) -> Sequence[object]:
    found = said.get(field)
    return found if isinstance(found, list | tuple) else ()
