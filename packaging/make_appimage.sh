#!/bin/sh
# AppImage of a finished bundle: make_appimage.sh dist/gdsim OUTPUT.AppImage
#
# An AppImage is a runtime with a squashed folder after it. The runtime is the file runtime-ARCHITECTURE of
# https://github.com/AppImage/type2-runtime/releases; APPIMAGE_RUNTIME in the environment says where it
# is. Without it no AppImage is made, and that is said.
set -eu
bundle=$1 output=$2
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${APPIMAGE_RUNTIME:-}" ]; then
    echo "No AppImage is made: APPIMAGE_RUNTIME does not name the file of AppImage's runtime."
    exit 0
fi
if ! command -v mksquashfs >/dev/null; then
    sh "$here/apt_install.sh" "An AppImage needs packages" squashfs-tools
fi
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r "$bundle/." "$tree"
ln -s gdsim "$tree/AppRun" # without arguments it opens the window, and it takes files and commands
cp "$here/linux/gdsim.desktop" "$here/../assets/icon/gdsim.svg" "$tree/"
ln -s gdsim.svg "$tree/.DirIcon"
chmod -R u=rwX,go=rX "$tree"
mksquashfs "$tree" "$output.squashfs" -root-owned -noappend -no-progress -quiet -comp zstd -Xcompression-level 19
cat "$APPIMAGE_RUNTIME" "$output.squashfs" >"$output"
rm "$output.squashfs"
chmod 755 "$output"
