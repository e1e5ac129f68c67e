#!/usr/bin/env bash
# Ranks of MPI train to the bits of one process, and what goes wrong is named: bash ci/cluster.sh DIRECTORY
# Needs Open MPI (mpirun), and holdem and holdem-mpi built with --release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory="${1:?usage: bash ci/cluster.sh DIRECTORY}"
target="${CARGO_TARGET_DIR:-$PWD/target}"
holdem="$target/release/holdem"
holdem_mpi="$target/release/holdem-mpi"
scratch="$directory/cluster"
rm -rf "$scratch"
mkdir -p "$scratch"
trap 'rm -rf "$scratch"' EXIT
export HOLDEM_CACHE="${HOLDEM_CACHE:-$scratch/cache}"
# In a container everybody is root, and there are fewer cores than ranks.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

mpi=(mpirun --oversubscribe --bind-to none)

# ranks N ARGUMENTS...: trains with so many ranks.
ranks() {
  local count="$1"
  shift
  "${mpi[@]}" -n "$count" "$holdem_mpi" train "${common[@]}" "$@"
}

# same RUN: whether a run has come to the strategy of one process.
same() {
  cmp "$scratch/one/blueprint.hdm" "$1/blueprint.hdm"
}

fail() {
  echo "cluster: $*" >&2
  exit 1
}

# Hold'em of 20 big blinds: a trunk, and more subtrees than ranks.
cat >"$scratch/game.yaml" <<YAML
game: { stack: 20 }
buckets: { family: coarse, flop: 20, turn: 20, river: 20 }
num_iterations: 2000
batch_size: 8
hands_per_board: 32
snapshot_interval_seconds: 0
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
YAML
common=(--config "$scratch/game.yaml")
"$holdem" train "${common[@]}" --logdir "$scratch/one" 2>/dev/null >/dev/null

for count in 1 2 3 4; do
  ranks "$count" --num-workers $((count % 2 + 1)) --logdir "$scratch/$count"
  same "$scratch/$count"
  "$holdem" check "$scratch/$count" >/dev/null
done

# A rank is killed once there is a checkpoint: the others end, and the run goes on with fewer.
killed="$scratch/killed"
"${mpi[@]}" -n 3 "$holdem_mpi" train "${common[@]}" --set checkpoint_interval_iterations=500 --num-workers 1 \
  --logdir "$killed" 2>"$scratch/said" &
job=$!
until compgen -G "$killed/checkpoints/checkpoint-*.hdm" >/dev/null; do
  kill -0 "$job" 2>/dev/null || fail "the run has ended before a rank could be killed: $(cat "$scratch/said")"
  sleep 0.02
done
kill -9 "$(pgrep -P "$job" | tail -n 1)"
began=$(date +%s)
wait "$job" && fail 'a job that has lost a rank cannot end well'
took=$(($(date +%s) - began))
[ "$took" -le 10 ] || fail "the other ranks have ended after $took s"
grep -q 'signal 9' "$scratch/said" || fail "nobody has said which rank was killed: $(cat "$scratch/said")"
ranks 2 --resume-from "$killed"
same "$killed"

# SIGUSR1 saves everything, and one machine goes on alone.
stopped="$scratch/stopped"
"${mpi[@]}" -n 2 "$holdem_mpi" train "${common[@]}" --num-workers 1 --logdir "$stopped" 2>"$scratch/said" &
job=$!
until grep -q 'train: started' "$scratch/said"; do
  kill -0 "$job" 2>/dev/null || fail "the run has ended before it could be stopped: $(cat "$scratch/said")"
  sleep 0.02
done
kill -USR1 "$job"
code=0
wait "$job" || code=$?
[ "$code" = 130 ] || fail "exit code $code after SIGUSR1: $(cat "$scratch/said")"
"$holdem" train "${common[@]}" --resume-from "$stopped" >/dev/null 2>&1
same "$stopped"

# Ranks whose configurations differ are named.
sed 's/batch_size: 8/batch_size: 9/' "$scratch/game.yaml" >"$scratch/other.yaml"
"${mpi[@]}" -n 1 "$holdem_mpi" train --config "$scratch/game.yaml" --logdir "$scratch/never" : \
  -n 1 "$holdem_mpi" train --config "$scratch/other.yaml" --logdir "$scratch/never" 2>"$scratch/said" &&
  fail 'ranks with other configurations have trained together'
grep -q 'rank 1 on .* has another configuration' "$scratch/said" || fail "not named: $(cat "$scratch/said")"
[ ! -e "$scratch/never" ] || fail 'a refused run has left a directory'
echo 'ranks come to the bits of one process; a killed rank and one that differs are named'
