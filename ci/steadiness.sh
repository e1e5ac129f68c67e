#!/usr/bin/env bash
# Whether a long run keeps its pace: bash ci/steadiness.sh DIRECTORY [SECONDS] [GB] [LIMITS...] Trains the
# quick-start game for SECONDS (3600) on tables of at least GB (4), then once more under strace, if it is
# there, for up to a minute. ci/steadiness.py prints each figure beside its promise; LIMITS are options of it.
# With GB = 0 the tables are those of coarse buckets, a few MB, and nothing has to be built: the form for CI
# is `bash ci/steadiness.sh DIRECTORY 60 0`. Needs 1.5 times GB of memory and 2 times GB of disk in DIRECTORY
# (what a run leaves behind; it is removed at the end). For its wall-clock figures the machine must do nothing
# else. KEEP=1 keeps the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory="${1:?usage: bash ci/steadiness.sh DIRECTORY [SECONDS] [GB] [LIMITS...]}"
seconds="${2:-3600}"
gigabytes="${3:-4}"
shift $(($# < 3 ? $# : 3))
target="${CARGO_TARGET_DIR:-$PWD/target}"
holdem="$target/release/holdem"
scratch="$directory/steadiness"
rm -rf "$scratch"
mkdir -p "$scratch"
[ -n "${KEEP:-}" ] || trap 'rm -rf "$scratch"' EXIT

cargo build --release --locked -p holdem

# Seconds of a window: 10, or less so that a short run has thirty.
window=$(python3 -c "print(min(10, $seconds / 30))")

# A configuration whose buckets stand in $1.
config() {
  cat <<YAML
buckets: $1
time_budget_seconds: $seconds
tensorboard: false
tensorboard_log_interval: $window
log_interval: $window
checkpoint_interval: 0
checkpoint_milestones: false
snapshot_interval_seconds: 0
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
YAML
}

# Buckets of each board alone are many and quickly built: a river has 134,459 times as many as are said here.
if [ "$gigabytes" = 0 ]; then
  config '{ family: coarse }' >"$scratch/config.yaml"
  # Batches of half the usual size have it within a minute on a busy machine too.
  echo 'batch_size: 32' >>"$scratch/config.yaml"
else
  for river in $(seq 2 62); do
    nested="flop_family: nested, flop: $((river * 75)), turn_family: nested, turn: $((river * 8)),"
    nested="$nested river_family: nested, river: $river"
    config "{ $nested }" >"$scratch/config.yaml"
    bytes=$("$holdem" estimate --no-calibration --format json "$scratch/config.yaml" |
      python3 -c 'import json, sys; print(json.load(sys.stdin)["table_bytes"])')
    if python3 -c "import sys; sys.exit($bytes < $gigabytes * 1e9)"; then break; fi
  done
fi
"$holdem" estimate --no-calibration "$scratch/config.yaml"

"$holdem" train --config "$scratch/config.yaml" --logdir "$scratch/run" >/dev/null 2>"$scratch/train.log" ||
  { tail "$scratch/train.log" >&2; exit 1; }
rm -rf "$scratch/run/checkpoints" "$scratch/run/blueprint.hdm"

# Counts system calls of a second run, for it is slower under strace: after the warm-up, for a sixth of the
# time, a minute at most.
traced=$(python3 -c "print(max(5, min(60, round($seconds / 6))))")
trace() {
  sed -i "s/^time_budget_seconds:.*/time_budget_seconds: $((2 * traced))/" "$scratch/config.yaml"
  "$holdem" train --config "$scratch/config.yaml" --logdir "$scratch/traced" \
    >/dev/null 2>"$scratch/traced.log" &
  local trained=$!
  # Training begins after the buckets are there.
  until grep -qs '"phase_started","phase":"train"' "$scratch/traced/log.jsonl"; do
    kill -0 "$trained" || { tail "$scratch/traced.log" >&2; return 1; }
    sleep 0.2
  done
  sleep $((traced / 3))
  timeout --signal=INT "$traced" strace -c -f -o "$scratch/strace" -p "$trained" \
    2>"$scratch/strace.log" || true
  # What it would save is not wanted.
  kill -KILL "$trained" 2>/dev/null || true
  wait "$trained" 2>/dev/null || true
}
strace=()
if command -v strace >/dev/null; then
  trace
  if [ -s "$scratch/strace" ]; then strace=(--strace "$scratch/strace" --strace-seconds "$traced"); fi
fi
python3 ci/steadiness.py "$scratch/run" "${strace[@]}" "$@"
