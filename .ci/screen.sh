# Run a command on a virtual screen of its own, so that it neither needs nor disturbs a real one.
if ! command -v Xvfb >/dev/null 2>&1; then
    echo "No virtual screen: install the package xvfb (sudo apt-get install xvfb), or set DISPLAY." >&2
    exit 1
fi
export QT_QPA_PLATFORM=xcb
unset WAYLAND_DISPLAY
exec xvfb-run --auto-servernum --server-args="-screen 0 1920x1200x24 -nolisten tcp" "$@"
