#!/bin/sh
# Whether `make run`, `make test` and `make installer` do on a bare machine: bare_root.sh [FOLDER]
#
# Makes a Debian 12 with python3, pip and make and nothing else in FOLDER, puts this checkout's files
# into it, and runs the commands there: as a person without rights and as root, in the foreground (on
# a terminal) and in the background (without one, and with Ctrl-C ignored, as shells have it there).
# A line to type that a command ends with is typed, by root, and the command is given once more.
# Says at the end what became of each; what they printed is in FOLDER-logs. All of it is some hours;
# less of it with settings in the environment:
#     USERS=person WAYS=background COMMANDS="run test" TESTS="tests/cli -k wide" bare_root.sh FOLDER
# Needs root and debootstrap. Packages come from where this machine has them: apt's sources and pip's
# settings are passed on, with the certificates and folders that these name.
set -eu
: "${USERS:=person root}" "${WAYS:=foreground background}" "${COMMANDS:=run test installer}" "${TESTS:=}"
here=$(cd "$(dirname "$0")/.." && pwd)
root=${1:-/var/tmp/gdsim-bare-root}
logs=$root-logs

. "$here/packaging/debian_root.sh"
export USERS WAYS COMMANDS TESTS
in_own_namespace "$root"

# The variables that the commands are to have of this environment, which are pip's and the network's.
passed() {
    env | grep -E '^(PIP_[A-Z_]+|(http|https|no|all|HTTP|HTTPS|NO|ALL)_(proxy|PROXY)|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE)=' || true
}

# pip's settings of this machine as those of the root, and the files and folders that they name.
share_settings() {
    python3 - "$root" <<'PYTHON'
import configparser, os, re, subprocess, sys
from ast import literal_eval
from pathlib import Path

root = Path(sys.argv[1])
listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
settings, named = configparser.RawConfigParser(), list(os.environ.get("PASSED", "").split())
for line in listed.stdout.splitlines():
    key, _, value = line.partition("=")
    section, _, name = key.partition(".")
    named += (value := literal_eval(value)).split()
    if section != ":env:":
        settings.has_section(section) or settings.add_section(section)
        settings.set(section, name, value)
with open(root / "etc/pip.conf", "w") as file:
    settings.write(file)

for word in named:
    path = Path(re.sub(r"^(\w+=)?(file://)?", "", word))
    if not path.is_absolute() or not path.exists():
        continue
    if "file://" in word:
        path = path.parent  # an index's links lead to folders beside it
    inside = root / path.relative_to("/")
    if path.is_dir() and not inside.exists():
        inside.mkdir(parents=True)
        subprocess.run(["mount", "--bind", "-o", "ro", path, inside], check=True)
    elif path.is_file():
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.write_bytes(path.read_bytes())
PYTHON
    for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file"; done
}

# Copies what git knows of this checkout, as it is now, to a person's home.
copy_checkout() {
    rm -rf "$root$1/gdsim"
    mkdir -p "$root$1/gdsim"
    (cd "$here" && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from - --ignore-failed-read) |
        tar --extract --no-same-owner --directory "$root$1/gdsim"
    chroot "$root" chown -R "$user:" "$1/gdsim"
}

# Runs a command in a user's checkout, in a clean environment: inside USER HOME COMMAND.
inside() {
    chroot --userspec="$1" "$root" /usr/bin/env -i HOME="$2" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        LANG=C.UTF-8 TERM=xterm USER="$1" $(passed) /bin/sh -c "cd $2/gdsim && $3"
}

# Whether a command left what it is for.
left_its_result() {
    case $1 in
    run) [ -s "$2/gdsim-output/welcome.nc" ] && [ -s "$2/gdsim-output/welcome.png" ] ;;
    installer) ls "$2"/dist/*.deb "$2"/dist/*.tar.gz >/dev/null ;;
    *) true ;;
    esac
}

# Gives a user a command in a way; its output goes to the log and its end to the status.
give() {
    status=0
    if [ "$way" = foreground ]; then
        inside "$user" "$home" "script --quiet --return --command \"$1\" /dev/null" >"$log" 2>&1 || status=$?
    else
        inside "$user" "$home" "$1 </dev/null & wait \$!" >"$log" 2>&1 || status=$?
    fi
}

mkdir -p "$logs"
[ -x "$root/usr/bin/make" ] || make_root "$root" "$logs" python3,python3-pip,make
mount_root "$root"
PASSED=$(passed) share_settings

failed=0
report=$logs/report.txt
: >"$report"
for user in $USERS; do
    home=$(chroot "$root" getent passwd "$user" | cut -d: -f6)
    for way in $WAYS; do
        copy_checkout "$home"
        for command in $COMMANDS; do
            log=$logs/$user-$way-$command.log
            make="make $command"
            if [ "$command" = test ] && [ -n "$TESTS" ]; then make="$make TESTS='$TESTS'"; fi
            echo "$user, in the $way: $make"
            begun=$(date +%s)
            give "$make"
            missing=$(sed -n 's/^ *sudo apt-get install \([a-z0-9. -]*\).*/\1/p' "$log")
            if [ "$status" != 0 ] && [ -n "$missing" ]; then
                echo "    typed, and once more: apt-get install $missing"
                inside root "$home" "apt-get update -qq && apt-get install -y -qq $missing" >/dev/null
                give "$make"
            fi
            if [ "$status" = 0 ] && ! left_its_result "$command" "$root$home/gdsim"; then status="0, but no result"; fi
            tail -n 3 "$log" | sed 's/^/    /'
            [ "$status" = 0 ] || failed=1
            echo "$user $way $command: status $status, $(($(date +%s) - begun)) s" >>"$report"
        done
        rm -rf "$root$home/gdsim"
    done
done
echo
cat "$report"
exit "$failed"
