"""What the program makes of a folder, in words or as JSON (``main.py inspect``)."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from viewer.core.camera import Camera, letters_on_screen
from viewer.core.study import DisplaySet, Frame, Opened, Study
from viewer.core.windowing import Voi, Window

Plain = dict[str, Any]

SCHEMA_VERSION = 1


def describe(opened: Opened) -> Plain:
    """Return counts, rejected files with reasons, and studies → series → display sets."""
    shown = [found for study in opened.studies for found in study.display_sets]
    hidden = [
        {"sop_instance_uid": instance.sop_instance_uid, "file": str(instance.source.path), "reason": reason}
        for found in shown
        for instance in found.instances
        if (
            reason := instance.not_displayable or ("" if found.frames else found.blocked or "not displayable")
        )
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "counts": {
            "files": opened.files,
            "dicom": opened.files - opened.not_dicom,
            "not_dicom": opened.not_dicom,
            "unreadable": len(opened.rejected),
            "instances": opened.instances,
            "not_displayable": len(hidden),
            "accounted": opened.accounted,
        },
        "unreadable": [{"file": str(bad.path), "reason": bad.reason} for bad in opened.rejected],
        "not_displayable": hidden,
        "studies": [_study(study) for study in opened.studies],
    }


def _study(study: Study) -> Plain:
    return {
        "study_instance_uid": study.header.uid,
        "date": study.header.date,
        "description": study.header.description,
        "problems": list(study.problems),
        "series": [
            {
                "series_instance_uid": uid,
                "number": sets[0].series.number,
                "modality": sets[0].series.modality,
                "description": sets[0].series.description,
                "display_sets": [_display_set(found) for found in sets],
            }
            for uid, sets in _by_series(study)
        ],
    }


def _by_series(study: Study) -> Iterator[tuple[str, list[DisplaySet]]]:
    in_order = sorted(study.display_sets, key=lambda found: found.series.uid)
    for uid, sets in groupby(in_order, key=lambda found: found.series.uid):
        yield uid, list(sets)


def _display_set(found: DisplaySet) -> Plain:
    plain: Plain = {
        "uid": found.uid,
        "kind": found.kind.value,
        "modality": found.series.modality,
        "title": found.title,
        "split_by": found.split_by,
        "notes": list(found.notes),
        "blocked": found.blocked,
        "instances": len(found.instances),
        "frames": len(found.frames),
        "geometry": {
            "verdict": found.verdict.kind.value,
            "spacing_mm": found.verdict.spacing_mm,
            "largest_error_mm": found.verdict.largest_error_mm,
            "tilt_deg": found.verdict.tilt_deg,
            "messages": list(found.verdict.messages),
        },
        "sop_instance_uids": list(dict.fromkeys(frame.key.sop_instance_uid for frame in found.frames)),
    }
    return plain | (_first_frame(found.frames[0]) if found.frames else {})


def _first_frame(frame: Frame) -> Plain:
    instance, described = frame.instance, frame.description
    pixels, calibration = instance.pixels, described.calibration
    letters = letters_on_screen(
        Camera(), described.plane, described.patient_orientation, quadruped=instance.patient.quadruped
    )
    return {
        "rows": pixels.rows if pixels else None,
        "columns": pixels.columns if pixels else None,
        "photometric": pixels.photometric if pixels else None,
        "bits_stored": pixels.bits_stored if pixels else None,
        "spacing_mm": [calibration.row_spacing_mm, calibration.column_spacing_mm]
        if calibration.in_mm
        else None,
        "calibration": calibration.label or calibration.trust.value,
        "orientation": {
            "left": letters.left,
            "right": letters.right,
            "top": letters.top,
            "bottom": letters.bottom,
        },
        "unit": described.unit,
        "quantities": [
            {"name": one.name, "unit": one.unit, "source": one.source} for one in described.quantities
        ],
        "no_suv": described.no_suv,
        "windows": [_window(voi) for voi in described.windows],
        "transfer_syntax": instance.source.transfer_syntax_uid,
        "lossy": instance.lossy.text if instance.lossy else "",
        "problems": list(instance.problems),
    }


def _window(voi: Voi) -> Plain:
    if isinstance(voi, Window):
        return {
            "center": voi.center,
            "width": voi.width,
            "function": voi.function.value,
            "explanation": voi.explanation,
        }
    return {"function": "TABLE", "entries": len(voi.entries), "explanation": voi.explanation}


def as_text(plain: Plain) -> str:
    """Return a description, as made by ``describe``, for people."""
    counts = plain["counts"]
    lines = [
        f"{counts['files']} files: {counts['instances']} instances, {counts['not_dicom']} not DICOM, "
        f"{counts['unreadable']} unreadable, {counts['not_displayable']} not displayable"
    ]
    lines += [f"  unreadable: {bad['file']}: {bad['reason']}" for bad in plain["unreadable"]]
    for study in plain["studies"]:
        lines.append(f"Study {study['date'] or 'without date'} {study['description']}".rstrip())
        lines += [f"  ! {problem}" for problem in study["problems"]]
        for series in study["series"]:
            lines.append(f"  Series {series['number']} {series['modality']} {series['description']}".rstrip())
            lines += [f"    {_set_line(found)}" for found in series["display_sets"]]
    return "\n".join(lines)


def _set_line(found: Plain) -> str:
    if not found["frames"]:
        return f"{found['title'] or found['kind']}: {found['blocked'] or 'not displayable'}"
    size = f"{found['columns']} × {found['rows']} × {found['frames']}"
    verdict = found["geometry"]["verdict"]
    reasons = "; ".join((*found["geometry"]["messages"], *found["notes"]))
    split = f" [{found['split_by']}]" if found["split_by"] else ""
    return f"{found['kind']}{split}: {size}, {verdict}{': ' + reasons if reasons else ''}"
