#!/usr/bin/env bash
# What is handed out: the binary with its completions, manual pages and licences, and the Python wheel.
#
#     bash ci/release.sh DIRECTORY
#
# Leaves holdem-VERSION-TARGET.tar.gz, the wheel (where maturin is installed) and SHA256SUMS in DIRECTORY.
# Times and owners in the archive are fixed, so that the same files give the same archive. Checks what it
# made: sums, and that the binary runs from the unpacked archive.
set -euo pipefail
(($# == 1)) || { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
mkdir -p "$1"
out="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"

cargo build --release --locked -p holdem --features parquet,tls
version="$("$target/release/holdem" --version | awk 'NR == 1 { print $2 }')"
triple="$(rustc -vV | sed -n 's/^host: //p')"
name="holdem-$version-$triple"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/$name/completions" "$work/$name/man"
strip -o "$work/$name/holdem" "$target/release/holdem"
for shell in bash zsh fish powershell; do
  "$target/release/holdem" completions "$shell" >"$work/$name/completions/holdem.$shell"
done
"$target/release/holdem" man --out "$work/$name/man"
cp README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE CITATION.cff "$work/$name"
cp -r configs "$work/$name/configs"
when="$(git log -1 --format=@%ct)"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$when" -C "$work" -c "$name" |
  gzip -n >"$out/$name.tar.gz"

if command -v maturin >/dev/null; then
  maturin build --release --locked --manifest-path crates/python/Cargo.toml --out "$out"
fi
(
  cd "$out"
  shopt -s nullglob
  sha256sum -- *.tar.gz *.whl >SHA256SUMS
  sha256sum --check --quiet SHA256SUMS
)
mkdir "$work/try"
tar -C "$work/try" -xzf "$out/$name.tar.gz"
"$work/try/$name/holdem" --version
cat "$out/SHA256SUMS"
