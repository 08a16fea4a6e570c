#!/bin/sh
# Qt's wheels rely on shared libraries of the system: system_libraries.sh PYTHON
#
# Finds the ones that are missing and installs them with apt-get where that is allowed, else prints
# the one line to type. Never fails: without them the command line and Python still work.
[ "$(uname -s)" = Linux ] || exit 0
python=$1

# A library, and Debian's package for it. First what even a window without a screen needs.
missing=$("$python" - <<'LIST'
import ctypes

LIBRARIES = """
libGL.so.1             libgl1
libEGL.so.1            libegl1
libxkbcommon.so.0      libxkbcommon0
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libglib-2.0.so.0       libglib2.0-0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-image.so.0      libxcb-image0
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-randr.so.0      libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0      libxcb-shape0
libxcb-xkb.so.1        libxcb-xkb1
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1    libwayland-egl1
"""
for line in LIBRARIES.split("\n"):
    if line:
        library, package = line.split()
        try:
            ctypes.CDLL(library)
        except OSError:
            print(package)
LIST
)
missing=$(echo $missing)
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The window needs system libraries that are missing here (by their names in Debian): $missing"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    may=""
elif sudo -n true 2>/dev/null; then
    may="sudo -n"
else
    may=no
fi
if [ "$may" != no ]; then
    echo "Installing the system libraries of the window: $missing"
    export DEBIAN_FRONTEND=noninteractive
    $may apt-get update -qq && $may apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "The window needs system libraries that are missing here. Type:"
echo "    sudo apt-get install $missing"
exit 0
