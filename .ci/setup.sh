# Install what Overread needs and nothing it already has: system libraries by apt where allowed,
# then the locked Python packages into .venv by uv. Quiet and quick when there is nothing to do.
set -eu

python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Overread needs Python 3.11 or newer (for example: apt-get install python3)." >&2
    exit 1
fi

# Qt's and VTK's libraries, a virtual screen, fonts, and the independent tools the tests check us with.
needed="xvfb xauth libegl1 libgl1 libglx-mesa0 libgl1-mesa-dri libopengl0 libfontconfig1 libdbus-1-3
libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxrender1 libxt6 fonts-dejavu-core
python3-venv dcmtk dicom3tools qpdf poppler-utils"
if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $needed; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        if [ "$(id -u)" = 0 ]; then
            as_root=""
        elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            as_root="sudo"
        else
            as_root="none"
        fi
        if [ "$as_root" = none ]; then
            echo "Some system packages are missing and may not be installed without an administrator. Ask for:" >&2
            echo "  sudo apt-get install --no-install-recommends$missing" >&2
        else
            echo "Installing system packages:$missing"
            # shellcheck disable=SC2086  # the lists are split on purpose
            $as_root apt-get update -qq
            $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
                apt-get install -y -qq --no-install-recommends $missing >/dev/null
        fi
    fi
fi

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    if [ ! -x .venv-uv/bin/uv ]; then
        echo "Fetching uv, which installs the locked Python packages"
        "$python" -m venv .venv-uv
        .venv-uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.5"
    fi
    uv=.venv-uv/bin/uv
fi
"$uv" sync --quiet --frozen --python "$python"
