#!/usr/bin/env bash
# Fuzzes what reads foreign files and lines, every target for some minutes, and says what came of it.
#
#   bash ci/fuzz.sh MINUTES [TARGET...]
#
#   bash ci/fuzz.sh 5                     every target of fuzz/
#   bash ci/fuzz.sh 60 games slumbot      two of them
#
# Needs a nightly compiler and cargo-fuzz (`cargo install cargo-fuzz`). A target starts with what is left of
# the last time and with good inputs of the repository. Prints a line for each: inputs that were run, places
# of the program that they reach (coverage), inputs that are kept.
#
# CORPUS   where inputs are kept from one time to the next (fuzz/corpus)
# LOGS     where the words of libFuzzer are kept (a new directory)
#
# Exit code 0 if nothing was found, 1 otherwise; an input that fails lies in fuzz/artifacts/TARGET.
set -u -o pipefail

usage() { sed -n '2,/^$/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }

[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || usage
cd "$(dirname "$0")/.." || exit 2
minutes=$1
shift
(($# > 0)) || read -r -d '' -a all < <(cargo +nightly fuzz list && printf '\0') || exit 2
targets=("${@:-${all[@]}}")
corpus=${CORPUS:-fuzz/corpus}
logs=${LOGS:-$(mktemp -d "${TMPDIR:-/tmp}/fuzz.XXXXXX")}
mkdir -p "$logs"

good_inputs() {
    case $1 in
        configuration) echo configs ;;
        container) echo crates/store/tests/data ;;
        games) echo configs/acpc ;;
        hands) echo crates/game/tests/data ;;
        histories) echo crates/arena/tests/data/pokerkit ;;
    esac
}

# Some targets write small files and wait for the disk: in memory they run twenty times as many inputs.
files=${TMPDIR:-/dev/shm}
[[ -d $files && -w $files ]] || files=/tmp
cargo +nightly fuzz build || exit 2

failed=0
printf '%-14s %12s %9s %7s  %s\n' target inputs coverage corpus result
for target in "${targets[@]}"; do
    mkdir -p "$corpus/$target"
    read -r -a good < <(good_inputs "$target") || good=()
    directories=("$corpus/$target")
    for directory in "${good[@]}"; do
        [[ -d $directory ]] && directories+=("$directory")
    done
    log=$logs/$target.log
    result=nothing
    TMPDIR=$files cargo +nightly fuzz run "$target" "${directories[@]}" -- -max_total_time=$((60 * minutes)) \
        -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 >"$log" 2>&1 ||
        { result="FOUND, see $log"; failed=1; }
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    last=$(grep -aE '^#[0-9]+.* cov: ' "$log" | tail -n 1)
    coverage=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' <<<"$last")
    kept=$(sed -n 's/.* corp: \([0-9]*\).*/\1/p' <<<"$last")
    printf '%-14s %12s %9s %7s  %s\n' "$target" "${inputs:--}" "${coverage:--}" "${kept:--}" "$result"
done
exit "$failed"
