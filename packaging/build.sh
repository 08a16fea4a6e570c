#!/bin/sh
# The installers of this platform: build.sh PYTHON, with the kernels of the experiments in KERNELS only if
# that is set (KERNELS=welcome), which takes less time. Leaves a .tar.gz, a .deb and, where AppImage's
# runtime is, an AppImage in dist/, with their SHA-256. The frozen program is tried by the smoke test.
#
# Build on the oldest system that is to be supported. All times are those of the last commit, or
# SOURCE_DATE_EPOCH.
set -eu
cd "$(dirname "$0")/.."
python=$1
export PYTHON="$python" PYTHONHASHSEED=0
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y pyproject.toml)}"
export SOURCE_DATE_EPOCH
version=$("$python" -c 'import gdsim; print(gdsim.__version__)')
name=gdsim-$version-linux-$(uname -m)

missing=$("$python" packaging/build_needs.py)
if [ -n "$missing" ]; then
    sh packaging/apt_install.sh "Freezing needs packages" $missing
fi
if [ "$(uname -m)" = x86_64 ]; then
    echo "Compiling the kernels that are shipped (some minutes of all processors, once)."
    "$python" packaging/kernels.py ${KERNELS:-}
fi
echo "Freezing gdsim $version (a minute or so)."
rm -rf dist
# PyInstaller warns of libraries that nothing of ours loads; the smoke test finds what is missing.
"$python" -m PyInstaller --noconfirm --clean --log-level ERROR \
    --distpath dist --workpath build packaging/gdsim.spec
cp packaging/linux/gdsim-app dist/gdsim/
sed "s/VERSION/$version/" packaging/linux/README.txt >dist/gdsim/README.txt
"$python" packaging/smoke_test.py dist/gdsim
find dist/gdsim -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +

tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --format=gnu \
    --transform "s,^gdsim,gdsim-$version," --directory dist gdsim | gzip -6n >"dist/$name.tar.gz"
package=
if command -v dpkg-deb >/dev/null; then
    architecture=$(dpkg --print-architecture)
    package=dist/gdsim_${version}_$architecture.deb
    sh packaging/make_deb.sh dist/gdsim "$version" "$architecture" "$package"
fi
sh packaging/make_appimage.sh dist/gdsim "dist/$name.AppImage"
"$python" packaging/contents.py dist/gdsim $package
(cd dist && sha256sum gdsim*.* >SHA256SUMS && cat SHA256SUMS)
