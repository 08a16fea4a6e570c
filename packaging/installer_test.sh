#!/bin/sh
# Whether the .deb does on a bare Debian 12: installer_test.sh PYTHON [PACKAGE.deb [FOLDER]]
#
# Installs it there, runs an experiment through the command line and, under Xvfb, in the window, opens a
# file by the command of the desktop entry, reads the manual, tries the completions of three shells, and
# removes it: not a file is left. Without a package the one in dist/ is taken, or made. Needs root and
# debootstrap; what was printed is in FOLDER-logs.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
python=$1
package=${2:-$(ls -t "$here"/dist/gdsim_*.deb 2>/dev/null | head -n 1)}
root=${3:-/var/tmp/gdsim-installer-root}
if [ -z "$package" ]; then
    (cd "$here" && sh packaging/build.sh "$python")
    package=$(ls -t "$here"/dist/gdsim_*.deb | head -n 1)
fi
. "$here/packaging/debian_root.sh"
in_own_namespace "$python" "$package" "$root"
logs=$root-logs
mkdir -p "$logs"

[ -x "$root/usr/bin/dpkg" ] || make_root "$root" "$logs" bash
mount_root "$root"
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file"; done

as_root() { # COMMAND, with the network's variables of this environment
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        $(env | grep -E '^((http|https|no|all|HTTP|HTTPS|NO|ALL)_(proxy|PROXY)|SSL_CERT_(FILE|DIR))=' || true) /bin/sh -c "$1"
}

as_person() { # COMMAND [VARIABLE=VALUE ...]
    command=$1
    shift
    home=$(chroot "$root" getent passwd person | cut -d: -f6)
    chroot --userspec=person "$root" /usr/bin/env -i HOME="$home" PATH=/usr/bin:/bin LANG=C.UTF-8 \
        USER=person "$@" /bin/sh -c "cd && $command"
}

# All files but what apt, dpkg and their triggers keep for themselves, and /opt, which is nobody's: dpkg
# removes it once it is empty.
files() {
    (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./home \
        -o -path ./root -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/apt -o -path ./var/lib/dpkg \) -prune -o ! -path ./opt -print | sort)
}

failed=0
check() { # WORDS COMMAND ...: whether a command does, and what it printed if not
    words=$1
    shift
    if "$@" >"$logs/last.log" 2>&1; then
        echo "ok      $words"
    else
        echo "FAILED  $words"
        tail -n 15 "$logs/last.log" | sed 's/^/        /'
        failed=1
    fi
    cat "$logs/last.log" >>"$logs/all.log"
}

cp "$package" "$root/tmp/gdsim.deb"
chmod 644 "$root/tmp/gdsim.deb"
needs=$(dpkg-deb --field "$package" Depends | sed 's/([^)]*)//g; s/,/ /g')
echo "Installing what $(basename "$package") depends on, and what tries it."
as_root "apt-get update -qq && apt-get install -y -qq --no-install-recommends $needs xvfb man-db bash-completion zsh fish \
    desktop-file-utils shared-mime-info" >"$logs/apt.log" 2>&1 || { tail -n 5 "$logs/apt.log"; exit 1; }
files >"$logs/before.txt"

check "installs" as_root "apt-get install -y -qq --no-install-recommends /tmp/gdsim.deb"
check "says its version" as_person "gdsim --version"
examples=/opt/gdsim/_internal/gdsim/assets/experiments
check "runs an experiment and writes its result" \
    as_person "gdsim run welcome -o welcome.nc && test -s welcome.nc && gdsim doctor"
check "writes a page" as_person "gdsim page welcome.nc -o welcome.html && test -s welcome.html"

# A real X server, whose picture is a file here.
mkdir -p "$root/tmp/.X11-unix" "$root/tmp/screen"
chmod 1777 "$root/tmp/.X11-unix"
chroot "$root" Xvfb :99 -screen 0 1280x800x24 -nolisten tcp -fbdir /tmp/screen >"$logs/xvfb.log" 2>&1 &
while [ ! -e "$root/tmp/.X11-unix/X99" ]; do sleep 0.2; done

# Whether the window is on the screen within a minute: painted, and not one colour.
is_painted() {
    "$python" "$here/packaging/screen.py" "$root/tmp/screen/Xvfb_screen0" "$1"
}

opens() { # FILE PICTURE: by the desktop entry's command, with the file in %f's place
    command=$(sed -n 's/^Exec=//p' "$root/usr/share/applications/gdsim.desktop" | sed "s,%f,$1,")
    as_person "echo \$\$ >window.pid; exec $command" DISPLAY=:99 >>"$logs/window.log" 2>&1 &
    window=$!
    status=0
    is_painted "$2" || status=$?
    kill "$(cat "$root/home/person/window.pid")" || status=1 # it is still there
    wait "$window" || true
    tail -n 5 "$logs/window.log"
    return "$status"
}

cp "$root$examples/basins.toml" "$root/home/person/my basins.gdsim.toml"
check "runs an experiment in the window and draws it" \
    as_person "gdsim app $examples/welcome.toml --screenshot window.png && test -s window.png" DISPLAY=:99
check "opens a file by the desktop entry's command" opens "'my basins.gdsim.toml'" "$logs/basins.png"
check "opens a result by the desktop entry's command" opens welcome.nc "$logs/result.png"
check "is what opens files of its type" \
    grep -q 'application/x-gdsim-experiment=gdsim.desktop' "$root/usr/share/applications/mimeinfo.cache"
check "has a type of file" grep -q 'x-gdsim-experiment:\*.gdsim.toml' "$root/usr/share/mime/globs2"

check "has a manual" as_person "man gdsim | grep -q 'Run an experiment' && man gdsim-app | grep -q gdsim-app"
check "completes in bash" as_person "bash -c 'source /usr/share/bash-completion/completions/gdsim
    COMP_WORDS=(gdsim ver) COMP_CWORD=1; _gdsim_completion gdsim; test \"\${COMPREPLY[*]}\" = verify'"
check "completes in zsh" as_person "zsh -c 'autoload -U compinit; compinit -D; test \"\$_comps[gdsim]\" = _gdsim
    _GDSIM_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS=\"gdsim ver\" gdsim | grep -q verify'"
check "completes in fish" as_person "fish -c 'complete --do-complete \"gdsim ver\" | grep -q verify'"
check "leaves no file beside it when root runs it" as_root "gdsim list optimizers >/dev/null && gdsim doctor >/dev/null"

check "is removed" as_root "apt-get remove -y -qq gdsim && ! command -v gdsim"
files >"$logs/after.txt"
check "leaves nothing" diff "$logs/before.txt" "$logs/after.txt"
exit "$failed"
