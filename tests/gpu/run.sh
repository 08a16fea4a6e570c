#!/bin/sh
# On a machine with an NVIDIA GPU, from anywhere: sh tests/gpu/run.sh OUT (a folder; $OUT by default).
# Bits, ceilings and speed; then the memory checker on four kernels. All of it goes to files in OUT.
set -u
out=${1:-${OUT:-/tmp/gdsim-gpu}}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../.." || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GDSIM_CACHE="${GDSIM_CACHE:-$scratch/kernels}" PYTHONUNBUFFERED=1
# JAX takes three quarters of a card's memory when it starts.
export XLA_PYTHON_CLIENT_PREALLOCATE=false
# The only package that machines for computing lack: pip has a copy.
python3 -c "import platformdirs" 2> /dev/null || {
    vendored=$(python3 -c "import pip._vendor.platformdirs as p; print(p.__path__[0])")
    cp -R "$vendored" "$scratch/platformdirs"
    export PYTHONPATH="$scratch${PYTHONPATH:+:$PYTHONPATH}"
}
nvidia-smi > "$out/nvidia-smi.txt" 2>&1
timeout 400 python3 -m tests.gpu.check "$out/gpu.json" > "$out/check.txt" 2>&1
status=$?
cat "$out/check.txt"
if command -v compute-sanitizer > /dev/null; then
    timeout 60 compute-sanitizer --error-exitcode 3 python3 -m tests.gpu.sanitized \
        > "$out/sanitizer.txt" 2>&1
    echo "compute-sanitizer: status $?" | tee -a "$out/sanitizer.txt"
fi
exit $status
