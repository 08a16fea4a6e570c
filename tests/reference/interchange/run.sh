#!/bin/sh
# With a network: sh tests/reference/interchange/run.sh PYTHON (one that has gdsim; python3 by default)
# COCO's and IOHprofiler's own programs read what gdsim writes, and gdsim what they write.
set -eu
python=$(command -v "${1:-python3}")
case $python in /*) ;; *) python=$PWD/$python ;; esac
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
# cocopp 2.9.1 imports six, which it does not require.
"$folder/venv/bin/pip" install --quiet cocopp==2.9.1 six==1.17.0 coco-experiment==2.8.2 ioh==0.4.2 \
    iohinspector==0.0.8 numpy==2.4.6
cd "$folder"
"$python" "$here/ours.py" write
"$folder/venv/bin/python" "$here/theirs.py"
"$python" "$here/ours.py" read
