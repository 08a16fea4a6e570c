#!/bin/sh
# All tests with the newest versions that pyproject.toml allows: versions.sh [PYTHON ...]
#
# Without constraints, on each Python named, or on those of 3.11 to 3.14 that are on the PATH. Each has
# an environment of its own in FOLDER (in the environment; default: build/versions), which is recreated.
# Some tests only: TESTS="tests/results/analysis -k map" versions.sh python3.13
set -eu
cd "$(dirname "$0")/.."
: "${FOLDER:=build/versions}" "${TESTS:=}"
if [ $# = 0 ]; then
    for name in python3.11 python3.12 python3.13 python3.14; do
        if "$name" -c '' 2>/dev/null; then set -- "$@" "$name"; fi
    done
fi

failed=0
report=
for python in "$@"; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    environment=$FOLDER/$version
    echo "Python $version: installing the newest versions."
    rm -rf "$environment"
    status=0
    "$python" -m venv "$environment" &&
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]' || status=$?
    if [ "$status" = 0 ]; then
        "$environment/bin/python" -m pip --disable-pip-version-check freeze --exclude-editable >"$environment/versions.txt"
        # A cache of kernels of its own: those of another version of Numba or Python are not for it.
        GDSIM_CACHE=$(cd "$environment" && pwd)/kernels sh -c \
            "'$environment/bin/python' -m pytest -n 2 -p no:cacheprovider $TESTS" || status=$?
    fi
    [ "$status" = 0 ] || failed=1
    report="$report
Python $version: $([ "$status" = 0 ] && echo passed || echo "failed with $status"), versions in $environment/versions.txt"
done
echo "$report"
exit "$failed"
