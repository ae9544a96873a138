"""Whether the images of one examination are of one patient (SAFETY H16)."""

from collections.abc import Iterable

from viewer.core.study import Patient

MIXED = "images of different patients carry the same Study Instance UID; do not report before this is settled"


def same_patient(one: Patient, other: Patient) -> bool:
    """Whether two headers can be of one patient: nothing that both know differs."""
    return all(
        not mine or not theirs or mine == theirs
        for mine, theirs in zip(_identity(one), _identity(other), strict=True)
    )


def told_apart(patients: Iterable[Patient]) -> list[set[Patient]]:
    """Return groups of headers that are of one patient each."""
    groups: list[set[Patient]] = []
    for patient in sorted(set(patients), key=_identity, reverse=True):
        fitting = (group for group in groups if all(same_patient(patient, other) for other in group))
        group = next(fitting, None)
        if group is None:
            groups.append({patient})
        else:
            group.add(patient)
    return groups


def _identity(patient: Patient) -> tuple[str, str, str, str]:
    name = patient.name.split("=")[0].rstrip("^ ").casefold()
    return patient.patient_id.strip(), patient.issuer.strip(), " ".join(name.split()), patient.birth_date
