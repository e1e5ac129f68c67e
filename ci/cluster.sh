#!/usr/bin/env bash
# Ranks of MPI train to the bits of one process, and survive what happens to them:
#   bash ci/cluster.sh DIRECTORY [KILLS]
# Kills ranks at so many moments (2). Needs Open MPI (mpirun), and holdem and holdem-mpi built with --release.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scratch.sh" cluster "$@"
kills="${2:-2}"
export HOLDEM_CACHE="${HOLDEM_CACHE:-$scratch/cache}"
# In a container everybody is root, and there are fewer cores than ranks.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
said="$scratch/said"

mpi=(mpirun --oversubscribe --bind-to none)

# ranks N ARGUMENTS...: trains with so many ranks.
ranks() {
  local count="$1"
  shift
  "${mpi[@]}" -n "$count" "$holdem_mpi" train "${common[@]}" "$@" 2>"$said"
}

# same RUN: whether a run has come to the strategy of one process.
same() {
  cmp "$scratch/one/blueprint.hdm" "$1/blueprint.hdm"
}

# told PATTERN: whether the last job has said something.
told() {
  grep -q "$1" "$said" || fail "nobody has said '$1': $(cat "$said")"
}

# begin COMMAND...: starts a job that has said nothing yet.
begin() {
  : >"$said"
  "$@" 2>>"$said" &
  job=$!
}

# until_it_says PATTERN: waits for words of the job that is under way.
until_it_says() {
  until grep -q "$1" "$said"; do
    kill -0 "$job" 2>/dev/null || fail "the run has ended before '$1': $(cat "$said")"
    sleep 0.02
  done
}

# finish: waits for the job; its exit code is in `code`.
finish() {
  code=0
  wait "$job" || code=$?
}

# Hold'em of 20 big blinds: a trunk, and more subtrees than ranks.
cat >"$scratch/game.yaml" <<YAML
game: { stack: 20 }
buckets: { family: coarse, flop: 20, turn: 20, river: 20 }
num_iterations: 8000
batch_size: 8
hands_per_board: 32
checkpoint_interval_iterations: 400
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
compgen -G "$scratch/4/checkpoints/*.rank-3-of-4.hdm" >/dev/null || fail "rank 3 has written nothing"
# Without a blueprint one machine shows what all shares together come to.
mv "$scratch/4/blueprint.hdm" "$scratch/moved.hdm"
"$holdem" show "$scratch/4" 2>/dev/null >"$scratch/of-shares"
"$holdem" show "$scratch/moved.hdm" 2>/dev/null >"$scratch/of-blueprint"
cmp "$scratch/of-shares" "$scratch/of-blueprint"

# A rank is killed at some moment: the others end, and the run goes on with another number of ranks.
RANDOM=7
longest=0
for i in $(seq "$kills"); do
  killed="$scratch/killed"
  rm -rf "$killed"
  begin "${mpi[@]}" -n 3 "$holdem_mpi" train "${common[@]}" --num-workers 1 --logdir "$killed"
  until_it_says 'run directory'
  sleep "0.$((RANDOM % 900 + 100))"
  victim="$(pgrep -P "$job" | sed -n "$((RANDOM % 3 + 1))p" || true)"
  if [ -z "$victim" ] || ! kill -9 "$victim"; then
    finish
    echo "kill $i: the run had ended before"
    continue
  fi
  began=$(date +%s%3N)
  finish
  [ "$code" != 0 ] || fail 'a job that has lost a rank cannot end well'
  took=$(($(date +%s%3N) - began))
  [ "$took" -le 10000 ] || fail "the other ranks have ended after $took ms"
  longest=$((took > longest ? took : longest))
  told 'signal 9'
  found="$(find "$killed/checkpoints" -name 'checkpoint-????????????.hdm' | wc -l)"
  if [ $((i % 4)) = 0 ]; then
    "$holdem" train "${common[@]}" --resume-from "$killed" >/dev/null 2>&1
  else
    ranks $((i % 4)) --resume-from "$killed" --num-workers 1
  fi
  same "$killed"
  "$holdem" check "$killed" >/dev/null
  echo "kill $i: all had ended after $took ms, with $found checkpoints"
done

# SIGUSR1 saves everything, and one machine goes on alone.
stopped="$scratch/stopped"
begin "${mpi[@]}" -n 2 "$holdem_mpi" train "${common[@]}" --num-workers 1 --logdir "$stopped"
until_it_says 'train: started'
kill -USR1 "$job"
finish
[ "$code" = 130 ] || fail "exit code $code after SIGUSR1: $(cat "$said")"
"$holdem" train "${common[@]}" --resume-from "$stopped" >/dev/null 2>&1
same "$stopped"

# A rank that stands still for a while is waited for.
slow="$scratch/slow"
begin "${mpi[@]}" -n 2 "$holdem_mpi" train "${common[@]}" --num-workers 1 --logdir "$slow"
until_it_says 'train: started'
last="$(pgrep -P "$job" | tail -n 1)"
kill -STOP "$last"
sleep 2
kill -CONT "$last"
finish
[ "$code" = 0 ] || fail "exit code $code after a rank stood still: $(cat "$said")"
same "$slow"

# What needs the right to mount, as in a container of CI: disks of ranks that are not those of the others.
if unshare -m --propagation private mount -t tmpfs none "$scratch/one" 2>/dev/null; then
  # Where all ranks but one see the same run directories.
  shared="$scratch/shared"
  mkdir "$shared"
  cat >"$scratch/elsewhere" <<'SH'
#!/usr/bin/env bash
# elsewhere SHARED COMMAND...: on a machine that has another directory there.
set -e
mount -t tmpfs -o size=1m none "$1"
exec "${@:2}"
SH
  cat >"$scratch/full" <<'SH'
#!/usr/bin/env bash
# full SHARED COMMAND...: on a machine that has room for 64 kB there.
set -e
own="$1.own"
mkdir -p "$own"
mount -t tmpfs -o size=64k none "$own"
mkdir "$own/upper" "$own/work"
mount -t overlay -o "lowerdir=$1,upperdir=$own/upper,workdir=$own/work" none "$1"
exec "${@:2}"
SH
  # apart HOW ARGUMENTS...: a command line for three ranks, the second of them elsewhere or with a full disk.
  apart() {
    local plain=("$holdem_mpi" train "${common[@]}" --num-workers 1 "${@:2}")
    local other=(unshare -m --propagation private bash "$scratch/$1" "$shared" "${plain[@]}")
    command=("${mpi[@]}" -n 1 "${plain[@]}" : -n 1 "${other[@]}" : -n 1 "${plain[@]}")
  }

  # Where a rank does not see the run directory tables travel to rank 0, and back when the run goes on.
  run="$shared/travels"
  for where in --logdir --resume-from; do
    apart elsewhere "$where" "$run" --set "chunk_iterations=5000"
    begin "${command[@]}"
    finish
    [ "$code" = 75 ] || [ "$where" = --resume-from ] || fail "exit code $code of a sitting: $(cat "$said")"
    told 'checkpoints travel to rank 0'
    told 'rank 1 on .*: it is not seen there'
  done
  [ "$code" = 0 ] || fail "exit code $code after tables have travelled back: $(cat "$said")"
  ! compgen -G "$run/checkpoints/*rank*" >/dev/null || fail 'a rank has written beside rank 0'
  same "$run"

  # A rank whose disk is full is named, and the checkpoint before stays.
  run="$shared/full"
  ranks 3 --logdir "$run" --num-workers 1 --set "chunk_iterations=2000" || [ $? = 75 ]
  apart full --resume-from "$run"
  begin "${command[@]}"
  finish
  [ "$code" = 3 ] || fail "exit code $code of a run that ends on a full disk: $(cat "$said")"
  told 'rank 1 on .*disk full'
  ! grep -q 'rank [02] on .*disk full' "$said" || fail "others are named, too: $(cat "$said")"
  told 'training goes on'
  ranks 3 --resume-from "$run" --num-workers 1
  same "$run"
  "$holdem" check "$run" >/dev/null

  # A disk of all ranks that is full for a while: when there is room again, checkpoints are written again.
  disk="$scratch/disk"
  mkdir "$disk"
  mount -t tmpfs -o size=24m none "$disk"
  trap 'umount "$disk"; rm -rf "$scratch"' EXIT
  run="$disk/run"
  ranks 3 --logdir "$run" --num-workers 1 --set "chunk_iterations=2000" || [ $? = 75 ]
  dd if=/dev/zero of="$disk/ballast" bs=64k 2>/dev/null || true
  truncate -s -64K "$disk/ballast"
  begin "${mpi[@]}" -n 3 "$holdem_mpi" train "${common[@]}" --num-workers 1 --resume-from "$run"
  until_it_says 'rank [012] on .*disk full'
  rm "$disk/ballast"
  until_it_says 'checkpoint written'
  finish
  [ "$code" = 0 ] || fail "exit code $code after a disk was full for a while: $(cat "$said")"
  same "$run"
  disks='disks of one rank and of all full, one rank elsewhere;'
else
  disks='disks not tried, without the right to mount;'
fi

# Ranks whose configurations or programs differ are named.
sed 's/batch_size: 8/batch_size: 9/' "$scratch/game.yaml" >"$scratch/other.yaml"
"${mpi[@]}" -n 1 "$holdem_mpi" train --config "$scratch/game.yaml" --logdir "$scratch/never" : \
  -n 1 "$holdem_mpi" train --config "$scratch/other.yaml" --logdir "$scratch/never" 2>"$said" &&
  fail 'ranks with other configurations have trained together'
told 'rank 1 on .* has another configuration'
cp "$holdem_mpi" "$scratch/other-program"
printf 'x' >>"$scratch/other-program"
"${mpi[@]}" -n 1 "$holdem_mpi" train "${common[@]}" --logdir "$scratch/never" : \
  -n 1 "$scratch/other-program" train "${common[@]}" --logdir "$scratch/never" 2>"$said" &&
  fail 'ranks with other programs have trained together'
told 'rank 1 on .* runs another program'
[ ! -e "$scratch/never" ] || fail 'a refused run has left a directory'
echo "ranks come to the bits of one process; $kills killed (others ended within $longest ms), one slow;" \
  "$disks" 'those that differ are named'
