#!/usr/bin/env bash
# Tests that depend on rights, as a user who has none: without_rights.sh [PYTEST'S ARGUMENTS]
#
# The source folder is read-only, and so is the home. Root gives up what lets it write anywhere.
# Kernels are kept where `make test` has them, which then need not compile them again.
set -uo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
python=$here/.venv/bin/python
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT

without=()
if [ "$(id -u)" = 0 ]; then
    without=(setpriv --bounding-set=-all --inh-caps=-all)
    if ! "${without[@]}" true 2>/dev/null; then
        echo "Tests without rights are left out: root cannot give up its own here."
        exit 0
    fi
fi

mkdir "$folder/source" "$folder/temporary" "$folder/home"
mkdir -p "$here/.pytest_cache/kernels"
(cd "$here" && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from -) |
    tar --extract --directory "$folder/source"
chmod -R a+rX,a-w "$folder/source" "$folder/home"
chmod a+rwx "$folder/temporary"
chmod a+rx "$folder"

if [ $# = 0 ]; then
    # Where the source, the home and kernels are written; the others test the same as with rights,
    # as do the two that fill a cache of their own in a temporary folder several times.
    set -- tests/cli/test_cli.py tests/engine/test_cache.py tests/project/test_setup.py \
        tests/catalogue/plugins/test_{kernels,sources,using}.py \
        -k "not bits_of_its_plain_python and not network and not session and not how_many_kernels \
and not two_processes_at_once and not next_process_compiles"
fi
cd "$folder/source" || exit 1
env HOME="$folder/home" TMPDIR="$folder/temporary" GDSIM_CACHE="$here/.pytest_cache/kernels" PYTHONPATH="$folder/source" \
    "${without[@]}" "$python" -m pytest -n 2 -p no:cacheprovider -p no:randomly "$@"
