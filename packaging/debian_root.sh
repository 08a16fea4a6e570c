# Functions for scripts that try something on a bare Debian 12; they need root and debootstrap.

# Starts the script that asks anew, where what it mounts and starts goes away at its end, whatever that
# is: in_own_namespace ARGUMENT ...
in_own_namespace() {
    if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
        echo "This needs root, and debootstrap (apt-get install debootstrap)." >&2
        exit 2
    fi
    if [ "${INSIDE:-}" != "$$" ]; then
        exec unshare --mount --pid --fork --kill-child sh -c 'INSIDE=$$ exec sh "$0" "$@"' "$0" "$@"
    fi
}

# Makes a root with a user "person" and with apt's sources of this machine: make_root ROOT LOGS PACKAGE,...
make_root() {
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
    debootstrap --variant=minbase --include="ca-certificates,$3" bookworm "$1" "${mirror:-}" \
        >"$2/debootstrap.log" 2>&1 || { tail -n 5 "$2/debootstrap.log"; exit 1; }
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/apt/apt.conf.d; do
        if [ -e "$file" ]; then cp -r "$file" "$1/$(dirname "$file")/"; fi
    done
    chroot "$1" useradd --create-home person
}

mount_root() {
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
}
