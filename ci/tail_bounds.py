#!/usr/bin/env python3
"""Bounds for figures that depend on how threads were scheduled.

Reads the words of many runs (files or directories of them), takes every line `racy: WHAT: NUMBER`, and prints for each
WHAT the distribution and two bounds that are exceeded with a given chance: of a log-normal and of a Gumbel distribution,
both fitted to mean and deviation. The Gumbel distribution has the heavier tail where the figures hardly vary, the
log-normal one where they vary by factors; the larger of the two is the one to use.

    python3 ci/tail_bounds.py DIRECTORY [--chance 1e-7]
"""

import argparse
import math
import pathlib
import statistics
import sys

EULER = 0.5772156649015329


def lines(paths):
    for path in map(pathlib.Path, paths):
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in files:
            yield from file.read_text(errors="replace").splitlines()


def figures(paths):
    """All numbers by what they are of."""
    found = {}
    for line in lines(paths):
        _, mark, rest = line.partition("racy: ")
        if mark:
            what, _, number = rest.rpartition(": ")
            found.setdefault(what, []).append(float(number))
    return found


def log_normal(values, chance):
    logs = [math.log(value) for value in values]
    quantile = statistics.NormalDist().inv_cdf(1.0 - chance)
    return math.exp(statistics.mean(logs) + quantile * statistics.stdev(logs))


def gumbel(values, chance):
    scale = statistics.stdev(values) * math.sqrt(6.0) / math.pi
    return statistics.mean(values) + scale * (-math.log(-math.log1p(-chance)) - EULER)


def row(what, values, chance):
    positive = min(values) > 0.0
    bounds = [log_normal(values, chance) if positive else math.nan, gumbel(values, chance)]
    numbers = [min(values), statistics.median(values), max(values), *bounds]
    return f"| {what} | {len(values)} | " + " | ".join(f"{number:.3g}" for number in numbers) + " |"


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--chance", type=float, default=1e-7)
    arguments = parser.parse_args()
    found = figures(arguments.paths)
    if not found:
        sys.exit("no line says `racy: WHAT: NUMBER`")
    print("| figure | runs | least | median | most | log-normal | Gumbel |")
    print("|---|---|---|---|---|---|---|")
    for what, values in sorted(found.items()):
        print(row(what, values, arguments.chance))


if __name__ == "__main__":
    main()
