#!/bin/sh
# The installers of this platform: build.sh PYTHON, with the kernels of the experiments in KERNELS only if
# that is set (KERNELS=welcome), which takes less time. Leaves a .tar.gz and a .deb in dist/, both
# tried by the smoke test. Build on the oldest system that is to be supported.
set -eu
cd "$(dirname "$0")/.."
python=$1
version=$("$python" -c 'import gdsim; print(gdsim.__version__)')

missing=$("$python" packaging/build_needs.py)
if [ -n "$missing" ]; then
    sh packaging/apt_install.sh "Freezing needs packages" $missing
fi
if [ "$(uname -m)" = x86_64 ]; then
    echo "Compiling the kernels that are shipped (some minutes of all processors, once)."
    "$python" packaging/kernels.py ${KERNELS:-}
fi
echo "Freezing gdsim $version (a minute or so)."
rm -rf dist/gdsim
# PyInstaller warns of libraries that nothing of ours loads; the smoke test finds what is missing.
PYTHONHASHSEED=0 "$python" -m PyInstaller --noconfirm --clean --log-level ERROR \
    --distpath dist --workpath build packaging/gdsim.spec
"$python" packaging/smoke_test.py dist/gdsim

archive=dist/gdsim-$version-linux-$(uname -m).tar.gz
tar --create --gzip --owner=0 --group=0 --file "$archive" --directory dist gdsim
ls -sh "$archive"
if command -v dpkg-deb >/dev/null; then
    architecture=$(dpkg --print-architecture)
    package=dist/gdsim_${version}_$architecture.deb
    sh packaging/make_deb.sh dist/gdsim "$version" "$architecture" "$package"
    ls -sh "$package"
fi
