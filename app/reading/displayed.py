"""Which images were on the screen: what a signature rests on."""

from collections.abc import Callable, Iterator

from reporting.core.header_facts import reservations_of
from viewer.core.plain import Plain
from viewer.core.session import Session
from viewer.core.study import FrameKey, Study


class Displayed:
    """Remembers the frames that were drawn since their study was opened.

    Parameters
    ----------
    display_check
        How far the display was verified for diagnosis, in words.
    """

    def __init__(
        self, session: Session, display_check: Callable[[], str] = lambda: "display not verified"
    ) -> None:
        self._session = session
        self.display_check = display_check
        self._drawn: set[FrameKey] = set()

    def see(self, frame: FrameKey) -> None:
        """Note that a frame is on the screen."""
        self._drawn.add(frame)

    def forget(self) -> None:
        """Begin anew, e.g. for another reader."""
        self._drawn.clear()

    def evidence_on(self, study_uid: str) -> Plain:
        """Return what was displayed of a study, how complete it was, and how the display was checked."""
        studies = self._session.opened.value.studies
        study = next((known for known in studies if known.header.uid == study_uid), None)
        if study is None:
            return {
                "displayed": [],
                "modalities": [],
                "completeness": "the study was not open",
                "display": self.display_check(),
            }
        frames = {frame.key for shown in study.display_sets for frame in shown.frames}
        seen = self._drawn & frames
        return {
            "displayed": self._instances(study, seen),
            "frames_displayed": len(seen),
            "frames": len(frames),
            "not_displayed": list(self._missed(study)),
            "modalities": sorted({shown.series.modality for shown in study.display_sets if shown.frames}),
            "completeness": "; ".join(known.text for known in reservations_of(study)) or "no gap known",
            "display": self.display_check(),
        }

    def _missed(self, study: Study) -> Iterator[Plain]:
        """Yield the series with frames that were never on the screen; of each [instance, frame, place from 1]."""
        for shown in study.display_sets:
            missed: list[object] = [
                [frame.key.sop_instance_uid, frame.key.frame, place]
                for place, frame in enumerate(shown.frames, start=1)
                if frame.key not in self._drawn
            ]
            if missed:
                title = " ".join(part for part in (shown.series.modality, shown.series.description) if part)
                yield {
                    "series_uid": shown.series.uid,
                    "title": title,
                    "of": len(shown.frames),
                    "images": missed,
                }

    @staticmethod
    def _instances(study: Study, seen: set[FrameKey]) -> list[object]:
        numbers: dict[str, list[int]] = {}
        for key in sorted(seen):
            numbers.setdefault(key.sop_instance_uid, []).append(key.frame)
        hashes = {
            one.sop_instance_uid: one.content_hash for shown in study.display_sets for one in shown.instances
        }
        return [
            {"sop_instance_uid": uid, "content_hash": hashes.get(uid, ""), "frames": frames}
            for uid, frames in numbers.items()
        ]
