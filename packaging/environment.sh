#!/bin/sh
# Makes the virtual environment that the Makefile works in: environment.sh FOLDER
#
# A bare Debian has Python and pip but not python3-venv, so three ways are tried in turn: Python's
# own venv, virtualenv from pip (into a temporary folder, nothing of the system is touched), and
# python3-venv from apt-get.
set -u
folder=$1

suitable() { # Python 3.11 to 3.14, and not only a name that fails when it is run
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

make_environment() {
    rm -rf "$folder"
    "$python" -m venv "$folder" >/dev/null 2>&1 && "$folder/bin/python" -m pip --version >/dev/null 2>&1
}

if suitable "$folder/bin/python" && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

python=
for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
    if suitable "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "gdsim needs Python 3.11 or later, and none was found on the PATH." >&2
    exit 1
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

echo "Making $folder with Python $version."
make_environment && exit 0

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
if "$python" -m pip install --quiet --target "$temporary" virtualenv >/dev/null 2>&1; then
    rm -rf "$folder"
    PYTHONPATH=$temporary "$python" -m virtualenv --quiet "$folder" && exit 0
fi

if command -v apt-get >/dev/null; then
    install="apt-get install -y --no-install-recommends python$version-venv"
    if [ "$(id -u)" = 0 ]; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install >/dev/null && make_environment && exit 0
    elif sudo -n true 2>/dev/null; then
        sudo -n apt-get update -qq && sudo -n $install >/dev/null && make_environment && exit 0
    fi
    rm -rf "$folder"
    echo "Python cannot make a virtual environment here; type this, then make again:" >&2
    echo "    sudo $install" >&2
else
    rm -rf "$folder"
    echo "Python cannot make a virtual environment here: install its venv module, or pip." >&2
fi
exit 1
