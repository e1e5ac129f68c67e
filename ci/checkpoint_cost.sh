#!/usr/bin/env bash
# What checkpoints cost, as ratios within one run on one machine: bash ci/checkpoint_cost.sh DIRECTORY [SECONDS] [BUCKETS]
# Trains tables of about 2 GB (the default number of buckets) with a checkpoint every minute and without, taking turns; then
# compares writing with a plain file and fsync, and opens a blueprint. Needs 12 GB of free disk and 6 GB of memory; takes about
# 6 times SECONDS. Run it on a machine that does nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory="${1:?usage: bash ci/checkpoint_cost.sh DIRECTORY [SECONDS] [BUCKETS]}"
seconds="${2:-130}"
buckets="${3:-60000}"
rounds="${ROUNDS:-3}"
target="${CARGO_TARGET_DIR:-$PWD/target}"
scratch="$directory/checkpoint-cost"
rm -rf "$scratch"
mkdir -p "$scratch"
trap 'rm -rf "$scratch"' EXIT

cargo build --release --locked -p holdem
cargo build --release --locked -p holdem-store --example write_speed
cargo build --release --locked -p holdem-training --example open_blueprint

cat >"$scratch/config.yaml" <<YAML
game:
  stack: 200
  menu:
    river: { sizes: [[50%, 100%], [3x], [all-in]], max_raises: 3 }
buckets: { family: coarse, flop: $buckets, turn: $buckets, river: $buckets }
time_budget_seconds: $seconds
checkpoints_kept: 1
checkpoint_milestones: false
snapshot_interval_seconds: 0
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
YAML
"$target/release/holdem" train --config "$scratch/config.yaml" --dry-run

# Boards per second over the whole session, pauses for checkpoints included, without what came after training.
rate() { # NAME INTERVAL
  # What runs before left to the disk must not count.
  sync
  sleep 10
  "$target/release/holdem" train --config "$scratch/config.yaml" --logdir "$scratch/$1" --checkpoint-interval "$2" \
    >/dev/null 2>"$scratch/$1.log"
  python3 - "$scratch/$1/report.json" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
print(report["iterations"] / (report["training_secs"] + report["saving_secs"]), report["saving_secs"])
PYTHON
}

# Each goes first in every second round.
for round in $(seq "$rounds"); do
  if [ $((round % 2)) = 1 ]; then
    read -r with waited <<<"$(rate "with-$round" 60)"
    read -r without _ <<<"$(rate "without-$round" 0)"
  else
    read -r without _ <<<"$(rate "without-$round" 0)"
    read -r with waited <<<"$(rate "with-$round" 60)"
  fi
  python3 -c "print(f'round $round: with {$with:.0f}, without {$without:.0f} boards/s: ratio {$with / $without:.3f}, waited {$waited:.2f} s')"
  echo "$with $without" >>"$scratch/rates"
  if [ "$round" -lt "$rounds" ]; then rm -rf "$scratch/with-$round" "$scratch/without-$round"; fi
done
python3 - "$scratch/rates" <<'PYTHON'
import statistics, sys
ratios = [float(a) / float(b) for a, b in (line.split() for line in open(sys.argv[1]))]
print(f"throughput with a checkpoint every minute: {statistics.median(ratios):.3f} of that without (promised: 0.95)")
PYTHON
"$target/release/examples/open_blueprint" "$scratch/without-$rounds/blueprint.hdm"
rm -rf "$scratch"/with-* "$scratch"/without-*
"$target/release/examples/write_speed" "$scratch" 2
