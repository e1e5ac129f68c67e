#!/usr/bin/env python3
"""Whether every line that people read ends by column 110: code, comments, help, documentation, configuration.

    python3 ci/check_width.py

In Markdown rows of tables and fenced blocks (what a terminal shows) are left out, everywhere lines with an
address, which cannot be broken, and test data. Exits with 1 and names each line that is too long.
"""

import subprocess
import sys
from pathlib import Path

LIMIT = 110
ENDINGS = {".rs", ".md", ".yaml", ".sh", ".py", ".toml", ".js", ".css", ".html"}


def checked_files():
    listed = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout
    paths = (Path(line) for line in listed.splitlines())
    return [path for path in paths if path.suffix in ENDINGS and "data" not in path.parts and path.exists()]


def too_long(path):
    """Numbers and lengths of the lines of a file that are too long."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if path.suffix == ".md":
            if line.lstrip().startswith("```"):
                fenced = not fenced
            if fenced or line.lstrip().startswith("|"):
                continue
        if len(line) > LIMIT and "://" not in line:
            yield number, len(line)


def main():
    found = [(path, number, length) for path in checked_files() for number, length in too_long(path)]
    for path, number, length in found:
        print(f"{path}:{number}: {length} columns, at most {LIMIT}")
    if found:
        sys.exit(f"{len(found)} lines run past column {LIMIT}")


if __name__ == "__main__":
    main()
