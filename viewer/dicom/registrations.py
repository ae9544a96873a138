"""Spatial registrations: how positions in one Frame of Reference become positions in another. PS3.3 C.20.2, C.20.3."""

from functools import reduce

import numpy as np

from viewer.core.registration import Mapping, Registration, why_no_matrix
from viewer.dicom import sop_classes
from viewer.dicom.values import Elements

COMMUTES = 1e-6
"""Matrices count as commuting where their products in both orders differ by no more."""

DEFORMABLE = "it bends space, which is not done here: only rigid and affine registrations are applied"


def registration_of(elements: Elements, uid: str, sop_class_uid: str) -> Registration | None:
    """Return the registration an object is, None where it is something else."""
    if sop_class_uid not in (sop_classes.REGISTRATION, sop_classes.DEFORMABLE_REGISTRATION):
        return None
    deformable = sop_class_uid == sop_classes.DEFORMABLE_REGISTRATION
    sequence = "DeformableRegistrationSequence" if deformable else "RegistrationSequence"
    items = elements.items(sequence)
    named = "SourceFrameOfReferenceUID" if deformable else "FrameOfReferenceUID"
    refused = "" if items else "it holds nothing that it registers"
    return Registration(
        uid=uid,
        name=elements.line("ContentLabel") or elements.line("SeriesDescription") or "without name",
        frame_of_reference_uid=elements.text("FrameOfReferenceUID"),
        mappings=tuple(_mapping(item, item.text(named)) for item in items),
        patient_id=elements.line("PatientID"),
        date=elements.text("ContentDate"),
        time=elements.text("ContentTime"),
        refused=DEFORMABLE if deformable else refused,
    )


def _mapping(item: Elements, uid: str) -> Mapping:
    steps = item.first("MatrixRegistrationSequence").items("MatrixSequence")
    numbers = [step.numbers("FrameOfReferenceTransformationMatrix") for step in steps]
    kind = ", ".join(dict.fromkeys(step.text("FrameOfReferenceTransformationMatrixType") for step in steps))
    if not uid:
        return Mapping("", (), kind, "it names images and no Frame of Reference")
    if not numbers:
        return Mapping(uid, (), kind, "it holds no matrix")
    why = next((why for why in map(why_no_matrix, numbers) if why), "")
    if why:
        return Mapping(uid, (), kind, why)
    matrices = [np.asarray(one, dtype=np.float64).reshape(4, 4) for one in numbers]
    whole = reduce(np.matmul, matrices)
    if not np.allclose(whole, reduce(np.matmul, reversed(matrices)), atol=COMMUTES):
        return Mapping(uid, (), kind, "it chains matrices whose order matters, which is not done here")
    return Mapping(uid, tuple(whole.reshape(-1).tolist()), kind)
