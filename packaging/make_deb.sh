#!/bin/sh
# Debian package of a finished bundle: make_deb.sh dist/gdsim VERSION ARCHITECTURE OUTPUT.deb
#
# Needs PYTHON, and of the environment GDSIM_MAINTAINER ("NAME <ADDRESS>", whom users may write to),
# without which a release (GDSIM_RELEASE=1) is refused; and GDSIM_APPSTREAM_ID, a reversed domain name
# that is gdsim's, for software centres: they leave out programs without one.
set -eu
bundle=$1 version=$2 architecture=$3 output=$4
here=$(cd "$(dirname "$0")" && pwd)
icons=$here/../assets/icon
: "${GDSIM_MAINTAINER:=}" "${GDSIM_RELEASE:=}" "${GDSIM_APPSTREAM_ID:=gdsim}"
: "${SOURCE_DATE_EPOCH:=$(date +%s)}"
export SOURCE_DATE_EPOCH
if [ -z "$GDSIM_MAINTAINER" ] && [ -n "$GDSIM_RELEASE" ]; then
    echo "A release needs GDSIM_MAINTAINER in the environment, as 'NAME <ADDRESS>'." >&2
    exit 2
fi
: "${GDSIM_MAINTAINER:=Nobody until a release <nobody@example.invalid>}"
case $GDSIM_MAINTAINER in
*[!\ ]*\ \<*?@?*\>) ;;
*)
    echo "GDSIM_MAINTAINER must be 'NAME <ADDRESS>', got '$GDSIM_MAINTAINER'." >&2
    exit 2
    ;;
esac
deb_version=$(echo "$version" | sed 's/\(a\|b\|rc\)\([0-9]\)/~\1\2/; s/\.\(dev[0-9]\)/~\1/') # before the version itself
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

share=$tree/usr/share
doc=$share/doc/gdsim
mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$doc" "$share/applications" "$share/metainfo" \
    "$share/mime/packages" "$share/lintian/overrides" "$share/icons/hicolor/scalable/apps"
cp -r "$bundle" "$tree/opt/gdsim"
for name in gdsim gdsim-app; do ln -s "/opt/gdsim/$name" "$tree/usr/bin/$name"; done
cp "$here/linux/gdsim.desktop" "$share/applications/"
cp "$here/linux/gdsim.xml" "$share/mime/packages/"
cp "$here/linux/lintian-overrides" "$share/lintian/overrides/gdsim"
cp "$here/linux/copyright" "$doc/copyright"
sed "s/>ID</>$GDSIM_APPSTREAM_ID</; s/VERSION/$deb_version/; s/DATE/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
    "$here/linux/gdsim.metainfo.xml" >"$share/metainfo/$GDSIM_APPSTREAM_ID.metainfo.xml"
cp "$icons/gdsim.svg" "$share/icons/hicolor/scalable/apps/"
for size in 16 24 32 48 64 128 256 512; do
    mkdir -p "$share/icons/hicolor/${size}x$size/apps"
    cp "$icons/gdsim-$size.png" "$share/icons/hicolor/${size}x$size/apps/gdsim.png"
done
"$PYTHON" "$here/manual.py" "$share"
gzip -9n >"$doc/changelog.gz" <<CHANGES
gdsim ($deb_version) unstable; urgency=medium

$(sed -n '/^## /,/^### /{/^[A-Z]/p}' "$here/../CHANGELOG.md" | sed 's/\. .*/./; q' |
    fold -s -w 72 | sed '1s/^/  * /; 2,$s/^/    /; s/ *$//')

 -- $GDSIM_MAINTAINER  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGES
chmod -R u=rwX,go=rX "$tree/opt" "$tree/usr"

# The floor of libc is that of the system that built the bundle.
libc=$(ldd --version | sed -n '1s/.* //p')
cat >"$tree/DEBIAN/control" <<CONTROL
Package: gdsim
Version: $deb_version
Architecture: $architecture
Maintainer: $GDSIM_MAINTAINER
Installed-Size: $(du -sk --apparent-size "$tree/opt" "$tree/usr" | awk '{ total += $1 } END { print total }')
Depends: libc6 (>= $libc), libgl1, libegl1, libfontconfig1, libdbus-1-3, libxkbcommon0
Section: science
Priority: optional
Description: laboratory for gradient descent
 Pick or type a function, let optimizers and learning rates race on it and
 watch them converge, stall or blow up; or compute millions of such runs from
 the command line, with the same results to the bit.
 .
 Parquet files and clusters of Dask are not inside: they need gdsim from pip.
CONTROL
(cd "$tree" && find opt usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"

dpkg-deb --root-owner-group -Zxz -z9 --build "$tree" "$output" >/dev/null
