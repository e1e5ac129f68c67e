#!/usr/bin/env bash
# The documentation as a book below target/book: bash ci/book.sh
# Installs mdBook below the target directory where there is none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"

mdbook="$(command -v mdbook || true)"
if [[ -z $mdbook ]]; then
  mdbook="$target/tools/bin/mdbook"
  if [[ ! -x $mdbook ]]; then
    # Debug code is built in a third of the time and fast enough.
    cargo install --quiet --locked --debug --no-default-features --features search --version 0.5.4 \
      --root "$target/tools" --target-dir "$target/tools/build" mdbook
  fi
fi
"$mdbook" build --dest-dir "$target/book"
python3 -B ci/check_book.py "$target/book"
