#!/bin/sh
# The installer for macOS: build.sh PYTHON. Leaves dist/gdsim-VERSION-macos-ARCHITECTURE.dmg, with the
# frozen program as gdsim.app, which the smoke test has tried.
#
# Without an identity it is signed ad hoc: the first start of a downloaded copy needs "Open Anyway" in
# System Settings > Privacy & Security. With settings in the environment it is signed and notarised:
#     CODESIGN_IDENTITY="Developer ID Application: NAME (TEAM)"   as `security find-identity` lists it
#     NOTARY_PROFILE=NAME                                         as `notarytool store-credentials` kept it
set -eu
cd "$(dirname "$0")/../.."
python=$1
version=$("$python" -c 'import gdsim; print(gdsim.__version__)')
image=dist/gdsim-$version-macos-$(uname -m).dmg

if [ "$(uname -m)" = x86_64 ]; then
    echo "Compiling the kernels that are shipped (some minutes of all processors, once)."
    # shellcheck disable=SC2086 # names of experiments
    "$python" packaging/kernels.py ${KERNELS:-}
fi
echo "Freezing gdsim $version (a minute or so)."
rm -rf dist
PYTHONHASHSEED=0 "$python" -m PyInstaller --noconfirm --clean --log-level ERROR \
    --distpath dist --workpath build packaging/gdsim.spec
"$python" packaging/smoke_test.py dist/gdsim
codesign --verify --deep --strict dist/gdsim.app

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R dist/gdsim.app "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname gdsim -srcfolder "$stage" -fs HFS+ -format UDZO -ov "$image"
if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --sign "$CODESIGN_IDENTITY" --timestamp "$image"
fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi

# What is in the image starts from there.
hdiutil verify "$image"
mkdir "$stage/mounted"
hdiutil attach "$image" -readonly -nobrowse -mountpoint "$stage/mounted"
status=0
"$stage/mounted/gdsim.app/Contents/MacOS/gdsim" --version || status=$?
hdiutil detach "$stage/mounted"
[ "$status" = 0 ]
ls -l "$image"
