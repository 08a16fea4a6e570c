#!/bin/sh
# Qt's wheels rely on shared libraries of the system: system_libraries.sh PYTHON
#
# Finds the ones that are missing and installs them with apt-get where that is allowed, else prints
# the one line to type. Never fails: without them the command line and Python still work.
[ "$(uname -s)" = Linux ] || exit 0
python=$1

missing=$("$python" "$(dirname "$0")/../gdsim/cli/system_libraries.py")
[ -n "$missing" ] || exit 0

sh "$(dirname "$0")/apt_install.sh" "The window needs system libraries" $missing
exit 0
