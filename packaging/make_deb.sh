#!/bin/sh
# Debian package of a finished bundle: make_deb.sh dist/gdsim VERSION ARCHITECTURE OUTPUT.deb
set -eu
bundle=$1 version=$2 architecture=$3 output=$4
here=$(cd "$(dirname "$0")" && pwd)
icons=$here/../assets/icon
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" \
    "$tree/usr/share/doc/gdsim" "$tree/usr/share/icons/hicolor/scalable/apps"
cp -r "$bundle" "$tree/opt/gdsim"
ln -s ../../opt/gdsim/gdsim "$tree/usr/bin/gdsim"
cp "$here/gdsim.desktop" "$tree/usr/share/applications/"
cp "$icons/gdsim.svg" "$tree/usr/share/icons/hicolor/scalable/apps/"
for size in 16 24 32 48 64 128 256 512; do
    mkdir -p "$tree/usr/share/icons/hicolor/${size}x$size/apps"
    cp "$icons/gdsim-$size.png" "$tree/usr/share/icons/hicolor/${size}x$size/apps/gdsim.png"
done
cp "$here/../LICENSE" "$tree/usr/share/doc/gdsim/copyright"
chmod -R u=rwX,go=rX "$tree/opt" "$tree/usr"

# The floor of libc is that of the system that built the bundle.
libc=$(ldd --version | sed -n '1s/.* //p')
cat > "$tree/DEBIAN/control" <<CONTROL
Package: gdsim
Version: $version
Architecture: $architecture
Maintainer: The gdsim developers <gdsim@localhost>
Installed-Size: $(du -sk "$tree/opt" | cut -f1)
Depends: libc6 (>= $libc), libgl1, libegl1, libfontconfig1, libdbus-1-3, libxkbcommon0
Section: science
Priority: optional
Description: laboratory for gradient descent
 Pick or type a function, let optimizers and learning rates race on it and watch
 them converge, stall or blow up; or compute millions of such runs from Python or
 the command line, with the same results to the bit.
CONTROL
# A program run as root may leave compiled files behind.
cat > "$tree/DEBIAN/prerm" <<'PRERM'
#!/bin/sh
find /opt/gdsim -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
PRERM
chmod 755 "$tree/DEBIAN/prerm"

dpkg-deb --root-owner-group -Zzstd -z9 --build "$tree" "$output" >/dev/null
