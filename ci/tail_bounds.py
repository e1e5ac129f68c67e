#!/usr/bin/env python3
"""Bounds for figures that depend on how threads were scheduled.

Reads the words of many runs (files or directories of them), takes every line `racy: WHAT: NUMBER`, and
prints for each WHAT the distribution and three bounds that are exceeded with a given chance: of a
log-normal and of a Gumbel distribution, fitted to mean and deviation, and of a Pareto tail behind the
largest tenth (Hill 1975). The largest is the one to use; where the Pareto tail is absurd, there is no bound
to be had.

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


def pareto(values, chance):
    values = sorted(values, reverse=True)
    top = max(len(values) // 10, 1)
    if len(values) < 20 or values[top] <= 0.0:
        return math.nan
    shape = statistics.mean(math.log(value / values[top]) for value in values[:top])
    return values[top] * (top / len(values) / chance) ** shape


def row(what, values, chance):
    positive = min(values) > 0.0
    normal = log_normal(values, chance) if positive else math.nan
    bounds = [normal, gumbel(values, chance), pareto(values, chance)]
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
    print("| figure | runs | least | median | most | log-normal | Gumbel | Pareto |")
    print("|---|---|---|---|---|---|---|---|")
    for what, values in sorted(found.items()):
        print(row(what, values, arguments.chance))


if __name__ == "__main__":
    main()
