#!/bin/sh
# Installs Debian's packages where that is allowed: apt_install.sh "WHO NEEDS WHAT" PACKAGE ...
#
# Where it is not, prints the one line to type and ends with 1.
needs=$1
shift
if ! command -v apt-get >/dev/null; then
    echo "$needs that are missing here (by their names in Debian): $*"
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    may=""
elif sudo -n true 2>/dev/null; then
    may="sudo -n"
else
    may=no
fi
if [ "$may" != no ]; then
    echo "$needs that are missing here; installing $*"
    export DEBIAN_FRONTEND=noninteractive
    $may apt-get update -qq && $may apt-get install -y -qq --no-install-recommends "$@" >/dev/null && exit 0
fi
echo "$needs that are missing here. Type:"
echo "    sudo apt-get install $*"
exit 1
