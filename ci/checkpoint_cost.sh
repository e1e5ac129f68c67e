#!/usr/bin/env bash
# What checkpoints cost, as ratios within one run: bash ci/checkpoint_cost.sh DIRECTORY [BOARDS] [BUCKETS]
# Trains tables of about 3 GB (the default number of buckets) with a checkpoint every minute, and compares
# each minute with the part of it in which nothing was written; then compares writing with a plain file and
# fsync, and opens a blueprint. Needs 12 GB of free disk and 10 GB of memory; takes ten minutes. Run it on a
# machine that does nothing else.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scratch.sh" checkpoint-cost "$@"
boards="${2:-180000}"
buckets="${3:-60000}"

cargo build --release --locked -p holdem
cargo build --release --locked -p holdem-store --example write_speed
cargo build --release --locked -p holdem-training --example open_blueprint

cat >"$scratch/config.yaml" <<YAML
game:
  stack: 200
  menu:
    river: { sizes: [[50%, 100%], [3x], [all-in]], max_raises: 3 }
buckets: { family: coarse, flop: $buckets, turn: $buckets, river: $buckets }
num_iterations: $boards
log_interval: 1
checkpoints_kept: 1
checkpoint_milestones: false
snapshot_interval_seconds: 0
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
YAML
"$holdem" train --config "$scratch/config.yaml" --dry-run

"$holdem" train --config "$scratch/config.yaml" --logdir "$scratch/run" \
  --checkpoint-interval 60 \
  >/dev/null 2>"$scratch/run.log" || { tail "$scratch/run.log" >&2; exit 1; }
python3 ci/checkpoint_cost.py "$scratch/run" 60
"$target/release/examples/open_blueprint" "$scratch/run/blueprint.hdm"
rm -rf "$scratch/run"
"$target/release/examples/write_speed" "$scratch" 2
