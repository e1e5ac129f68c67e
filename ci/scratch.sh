# Sourced by scripts that try the programs built with --release: source ci/scratch.sh NAME DIRECTORY
# Goes to the root of the repository; sets `holdem` and `holdem_mpi`, and `scratch`, a directory of this name
# below DIRECTORY that is gone when the script ends.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
holdem="$target/release/holdem"
holdem_mpi="$target/release/holdem-mpi"
scratch="${2:?usage: bash ci/${1//-/_}.sh DIRECTORY}/$1"
rm -rf "$scratch"
mkdir -p "$scratch"
trap 'rm -rf "$scratch"' EXIT

# fail WORDS...: ends the script and says why.
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}
