"""Asks OpenGL who draws, without opening a window."""

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

GL_RENDERER = 0x1F01


def renderer_name() -> str:
    """Return what OpenGL calls its renderer, empty where there is no OpenGL. Takes some milliseconds."""
    if QGuiApplication.platformName() in ("offscreen", "minimal", "vnc"):
        return ""
    context = QOpenGLContext()
    if not context.create():
        return ""
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not (surface.isValid() and context.makeCurrent(surface)):
        return ""
    name = context.functions().glGetString(GL_RENDERER)
    context.doneCurrent()
    return str(name or "")
