#!/usr/bin/env bash
# Runs the tests again and again, every second time beside busy processes, and counts the runs that fail.
#
#   bash ci/repeat_tests.sh RUNS [COMMAND...]
#
#   bash ci/repeat_tests.sh 20                                            the whole suite
#   bash ci/repeat_tests.sh 50 cargo test --release -p holdem-cfr racing  some tests
#   LOAD=all bash ci/repeat_tests.sh 300 target/release/deps/cfr-HASH racing --nocapture
#
# BUSY   busy processes beside a run (4)
# LOAD   which runs have them: half, all or none (half)
# LOGS   where the words of each run are kept (a new directory)
#
# Exit code 0 if no run failed, 1 otherwise.
set -u -o pipefail

usage() { sed -n '2,/^$/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }

[[ ${1:-} =~ ^[0-9]+$ ]] || usage
runs=$1
shift
if (($# == 0)); then
    set -- cargo test --release --workspace
    "$@" --no-run || exit 1
fi
logs=${LOGS:-$(mktemp -d "${TMPDIR:-/tmp}/repeat-tests.XXXXXX")}
mkdir -p "$logs"

busy=()
idle() {
    ((${#busy[@]} == 0)) || kill "${busy[@]}" 2>/dev/null
    wait "${busy[@]}" 2>/dev/null
    busy=()
}
trap idle EXIT
trap 'exit 130' INT TERM
load() {
    for ((i = 0; i < ${BUSY:-4}; i++)); do
        (while :; do :; done) &
        busy+=($!)
    done
}
is_loaded() {
    case ${LOAD:-half} in
        all) true ;;
        none) false ;;
        *) (($1 % 2 == 0)) ;;
    esac
}

failed=0
for ((run = 1; run <= runs; run++)); do
    how=alone
    if is_loaded "$run"; then
        how="beside ${BUSY:-4} busy processes"
        load
    fi
    start=$SECONDS
    "$@" >"$logs/$run.log" 2>&1
    code=$?
    idle
    if ((code != 0)); then
        failed=$((failed + 1))
        grep -hE '^test .*FAILED$|panicked at' "$logs/$run.log"
    fi
    echo "run $run of $runs, $how: code $code, $((SECONDS - start)) s"
done
echo "$failed of $runs runs failed; their words: $logs"
((failed == 0))
