#!/bin/sh
# Qt's wheels rely on shared libraries of the system: system_libraries.sh PYTHON
#
# Finds the ones that are missing and installs them with apt-get where that is allowed, else prints
# the one line to type. Never fails: without them the command line and Python still work.
[ "$(uname -s)" = Linux ] || exit 0
python=$1

missing=$("$python" "$(dirname "$0")/../gdsim/cli/system_libraries.py")
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
