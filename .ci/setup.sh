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
# "a|b": the name a package has on newer systems, or on older ones.
needed="xvfb xauth libglib2.0-0t64|libglib2.0-0 libegl1 libgl1 libglx-mesa0 libgl1-mesa-dri libopengl0
libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxrender1
libcups2t64|libcups2 fonts-dejavu-core fonts-noto-cjk ca-certificates python3-venv
dcmtk dicom3tools qpdf poppler-utils"

is_installed() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'
}

if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $needed; do
        found=""
        for name in $(echo "$package" | tr '|' ' '); do
            if is_installed "$name"; then found=$name; fi
        done
        [ -n "$found" ] || missing="$missing $package"
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
            $as_root apt-get update -qq
            chosen=""
            for package in $missing; do
                for name in $(echo "$package" | tr '|' ' '); do
                    if apt-cache show "$name" >/dev/null 2>&1; then chosen="$chosen $name" && break; fi
                done
            done
            echo "Installing system packages:$chosen"
            # shellcheck disable=SC2086  # the lists are split on purpose
            $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
                apt-get install -y -qq --no-install-recommends $chosen >/dev/null
        fi
    fi
fi

# Trust what the system trusts: many hospital networks look into TLS with a certificate of their own.
export UV_NATIVE_TLS=1 UV_SYSTEM_CERTS=1
if [ -z "${PIP_CERT:-}" ] && [ -r /etc/ssl/certs/ca-certificates.crt ]; then
    export PIP_CERT=/etc/ssl/certs/ca-certificates.crt
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

# Bytecode once, so that no start waits for Python to compile: of libraries when they change, of our own each time.
# A few files of libraries are templates or for other versions of Python; they cannot be compiled, and nobody needs it.
for packages in .venv/lib/python3.*/site-packages; do
    if [ ! .venv/compiled -nt "$packages" ] || [ ! .venv/compiled -nt uv.lock ]; then
        .venv/bin/python -m compileall -q -j 0 "$packages" >/dev/null 2>&1 || true
        touch .venv/compiled
    fi
done
.venv/bin/python -m compileall -q app viewer reporting
