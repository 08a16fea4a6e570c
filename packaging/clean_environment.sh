#!/usr/bin/env bash
# Runs a command with nothing of the environment but what anybody has, and what pip and the network
# need here: clean_environment.sh COMMAND ... What one machine sets for itself hides faults.
passed=(HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 TERM="${TERM:-dumb}")
while IFS= read -r name; do
    passed+=("$name=${!name}")
done < <(compgen -e | grep -E '^(PIP_\w+|(https?|no|all|HTTPS?|NO|ALL)_(proxy|PROXY)|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE)$')
exec env -i "${passed[@]}" "$@"
