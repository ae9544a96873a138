"""Pictures without a window (``main.py render``), through the same display pipeline as the viewports."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QGuiApplication

from app.headless.laying import SECONDS_PER_FRAME, Laying
from app.headless.opening import opened_at
from app.work.jobs import BackgroundJobs
from viewer.core.errors import ViewerError
from viewer.core.images import Image, Shading, automatic_voi
from viewer.core.overlay import Context, Level, corner_text
from viewer.core.scene import Scene
from viewer.core.study import DisplaySet, Frame, Opened
from viewer.core.values import USUAL
from viewer.core.windowing import Voi, Window
from viewer.loading.frames import FramesRequest
from viewer.loading.jobs import WorkerDiedError
from viewer.modalities.table import modality_for
from viewer.render.colors import color_badges
from viewer.render.snapshot import render_picture, render_plain, save
from viewer.ui.window_choices import COMPUTED, choices, usual_window

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
MIDDLE: Literal["middle"] = "middle"


class RenderError(ViewerError):
    """What was asked for cannot be rendered."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for."""

    out: Path
    series: str | None
    frame: int | Literal["middle"] | None
    window: Window | None
    preset: str | None
    size: tuple[int, int] | None
    plain: bool
    overlays: bool
    presented: bool
    kind: Literal["png", "jpeg"]

    @classmethod
    def of(cls, chosen: argparse.Namespace) -> "Order":
        """Return the order of parsed arguments."""
        frame = None if chosen.frame is None else _frame(chosen.frame)
        window = Window(*chosen.window) if chosen.window else None
        size = None if chosen.size == "native" else _size(chosen.size)
        return cls(
            chosen.out,
            chosen.series,
            frame,
            window,
            chosen.preset,
            size,
            chosen.plain,
            chosen.overlays,
            chosen.presented,
            chosen.format,
        )


def _frame(text: str) -> int | Literal["middle"]:
    if text == MIDDLE:
        return MIDDLE
    if not text.isdigit() or int(text) < 1:
        raise ValueError(f"--frame {text}: frames are counted from 1; or write middle")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 0 < int(width) <= 16384 and 0 < int(height) <= 16384):
        raise ValueError(f"--size {text}: write native or WIDTHxHEIGHT, such as 800x600")
    return int(width), int(height)


def render(chosen: argparse.Namespace) -> int:
    """Write the pictures; return the exit code."""
    try:
        order = Order.of(chosen)
    except ValueError as problem:
        print(f"main.py: {problem}", file=sys.stderr)
        return WRONG_USE
    application = QGuiApplication.instance() or QGuiApplication(["overread", "-platform", "offscreen"])
    order.out.mkdir(parents=True, exist_ok=True)
    jobs = BackgroundJobs(workers=2, threads=1)
    try:
        with opened_at([chosen.path]) as opened:
            return _render_all(order, chosen.path, opened, jobs)
    finally:
        jobs.close()
        del application


def _render_all(order: Order, path: Path, opened: Opened, jobs: BackgroundJobs) -> int:
    problems = [f"{bad.path}: {bad.reason}" for bad in opened.rejected]
    laying = Laying(opened, jobs, presented=order.presented)
    problems += laying.read_layers() if order.overlays else ()
    written = 0
    for place, shown in enumerate(_wanted(order, opened), start=1):
        frames = _frames(order, shown)
        middle = _middle(shown, jobs) if frames else None
        auto = _series_window(order, shown, middle)
        on_stored = middle.voi_on_stored if middle is not None and shown.voi_in_doubt else None
        for index, frame in frames:
            try:
                name = f"{place:03d}-{shown.series.modality or 'OT'}-{index + 1:04d}"
                image = replace(_decoded(frame, jobs), on_stored=on_stored)
                print(_write(order, shown, index, image, auto, name, laying))
                written += 1
            except (ViewerError, WorkerDiedError) as problem:
                problems.append(f"{frame.instance.source.path}: {problem}")
    if not written and len(problems) == len(opened.rejected):
        problems.append(f"{path}: {_nothing(order)}")
    for problem_text in problems:
        print(f"main.py: {problem_text}", file=sys.stderr)
    return PROBLEMS if problems else DONE


def _nothing(order: Order) -> str:
    """Return what was asked for and is not there."""
    series = f" of series {order.series}" if order.series else ""
    frame = "" if order.frame is None else f", frame {order.frame}"
    return f"there is nothing to render{series}{frame}"


def _wanted(order: Order, opened: Opened) -> Iterator[DisplaySet]:
    for study in opened.studies:
        for shown in study.display_sets:
            if shown.frames and order.series in (None, shown.series.uid):
                yield shown


def _frames(order: Order, shown: DisplaySet) -> list[tuple[int, Frame]]:
    numbered = list(enumerate(shown.frames))
    if order.frame is None:
        return numbered
    place = shown.middle if order.frame == MIDDLE else order.frame - 1
    return numbered[place : place + 1]


def _decoded(frame: Frame, jobs: BackgroundJobs) -> Image:
    decoded = jobs.wait_for(FramesRequest.of([frame]), seconds=SECONDS_PER_FRAME).frames[0]
    if isinstance(decoded, str):
        raise RenderError(
            f"Frame {frame.number} cannot be decoded", why=decoded, remedy="Ask for it to be sent again"
        )
    return Image(frame, decoded).read_as(USUAL)


def _middle(shown: DisplaySet, jobs: BackgroundJobs) -> Image | None:
    """Return the image that decides for all of a series: on their window (H11), and on what it applies to (H14)."""
    middle = shown.frames[shown.middle]
    if len(shown.frames) < 2 or (middle.description.windows and not shown.voi_in_doubt):
        return None
    try:
        return _decoded(middle, jobs)
    except (ViewerError, WorkerDiedError):
        return None  # its own turn will say why


def _series_window(order: Order, shown: DisplaySet, middle: Image | None) -> Window | None:
    """Return the window of a series whose images bring none, as viewports do (H11): that of the middle image."""
    if middle is None or order.window or order.preset or shown.frames[shown.middle].description.windows:
        return None
    return None if middle.is_color else automatic_voi(middle)


def _write(
    order: Order, shown: DisplaySet, index: int, image: Image, auto: Window | None, name: str, laying: Laying
) -> Path:
    frame = image.frame
    own = bool(frame.description.windows)
    modality = modality_for(shown.series.modality)
    usual = usual_window(image, modality)
    voi = _voi(order, image)
    if voi is None:
        voi = usual[0] if usual else None if own else auto
    over = laying.over(image)
    shading = replace(over.shading, voi=voi)
    path = order.out / f"{name}.{'jpg' if order.kind == 'jpeg' else 'png'}"
    if order.plain:
        save(render_plain(image, Shading(voi)), path, order.kind)
        return path
    rows, columns = image.stored.shape[:2]
    width, height = order.size or (columns, rows)
    scene = Scene(image, shading, laying.camera(frame), width, height)
    context = Context(
        index=index,
        count=len(shown.frames),
        preset=order.preset or (usual[1] if usual and order.window is None else ""),
        verdict=shown.verdict,
        cleared=False,
        badges=(*over.badges, *color_badges(image, shading)),
    )
    text = corner_text(scene, modality, Level.FULL, context)
    drawn = render_picture(scene, text, over.drawings, masks=over.masks, shutter=over.shutter, laid=over.laid)
    save(drawn, path, order.kind)
    return path


def _voi(order: Order, image: Image) -> Voi | None:
    """Return the window that was asked for: numbers in the image's own values, or a preset by name."""
    if order.preset is None:
        return order.window
    modality = modality_for(image.frame.instance.series.modality)
    offered = [choice for choice in choices(image, modality) if choice.preset not in {"", *COMPUTED}]
    for choice in offered:
        if choice.preset.casefold() == order.preset.casefold():
            return choice.voi(image)
    names = "; ".join(choice.preset for choice in offered) or "none"
    raise RenderError(
        f"There is no preset {order.preset}",
        why=f"{modality.title} has: {names}",
        remedy="Choose one of them, or give --window CENTER WIDTH",
    )
