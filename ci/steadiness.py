"""Whether a run kept its pace, from its report.json and log.jsonl.

Each figure is printed beside its promise. The exit code is 1 if one is broken that a busy machine cannot
break: resident memory, the kernel's share of the CPU time, voluntary context switches, system calls. Slope
and variation of the rate are only printed, for other programs on the machine move them; --strict counts
them too.

Windows are the points of the charts (tensorboard_log_interval), rates in them those of training alone. They
count after a warm-up: a tenth of the run, and the ramp of the batches, but never more than seven tenths of
the run; batches that grow until then need memory, and what is resident is then not judged.
"""

import argparse
import json
import math
import re
import statistics
import sys
from pathlib import Path

# Batches of vector training reach their size after so many times their size in boards.
RAMP = 200
# Part of a run after which windows count in any case.
LATEST_START = 0.7

RATE = "Performance/NodesPerSecond"
SYSTEM = "Performance/SystemCpuPercent"
RESIDENT = "Performance/ResidentBytes"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="run directory")
    parser.add_argument(
        "--warm-up", type=float, default=0.1, help="part of the run that is left out (default: %(default)s)"
    )
    parser.add_argument("--slope", type=float, default=1.0, help="per cent an hour (default: %(default)s)")
    parser.add_argument("--variation", type=float, default=2.0, help="per cent (default: %(default)s)")
    parser.add_argument(
        "--system", type=float, default=0.5, help="per cent of the CPU time (default: %(default)s)"
    )
    parser.add_argument(
        "--switches", type=float, default=10.0, help="per second and worker (default: %(default)s)"
    )
    parser.add_argument("--resident", type=float, default=1.0, help="per cent (default: %(default)s)")
    parser.add_argument("--calls", type=float, default=100.0, help="per second (default: %(default)s)")
    parser.add_argument("--strace", type=Path, help="output of strace -c")
    parser.add_argument("--strace-seconds", type=float, help="how long strace counted")
    parser.add_argument("--strict", action="store_true", help="slope and variation count too")
    options = parser.parse_args()
    figures = measure(options)
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        print(figure.line(width))
    broken = [figure for figure in figures if figure.is_broken() and (figure.counts or options.strict)]
    if broken:
        sys.exit("not steady: " + ", ".join(figure.name for figure in broken))


class Figure:
    """A measured number, what is promised of it, and whether a broken promise is an error."""

    def __init__(self, name, value, unit, limit, counts, note=""):
        self.name, self.value, self.unit, self.limit, self.counts, self.note = (
            name,
            value,
            unit,
            limit,
            counts,
            note,
        )

    def is_broken(self) -> bool:
        return self.value is not None and not abs(self.value) <= self.limit

    def line(self, width: int) -> str:
        value = "not measured" if self.value is None else f"{self.value:.3g} {self.unit}{self.note}"
        verdict = "" if self.value is None else ("broken" if self.is_broken() else "kept")
        return f"{self.name:<{width}}  {value:<40}  at most {self.limit:g} {self.unit}  {verdict}".rstrip()


def measure(options) -> list[Figure]:
    report = json.loads((options.run / "report.json").read_text())
    events = [json.loads(line) for line in (options.run / "log.jsonl").read_text().splitlines()]
    warm_up, ramped = warm_up_secs(options, events)
    rates = windows(events, RATE, warm_up)
    resident = [value for _, value in windows(events, RESIDENT, warm_up)]
    system = [value for _, value in windows(events, SYSTEM, warm_up)]
    slope, error = slope_per_hour(rates)
    values = [value for _, value in rates]
    variation = 100 * statistics.stdev(values) / statistics.mean(values)
    growth = (
        100 * (max(resident) - min(resident)) / statistics.mean(resident) if resident and ramped else None
    )
    print(
        f"{len(rates)} windows of {(rates[-1][0] - rates[0][0]) / (len(rates) - 1):.1f} s after the warm-up, "
        f"{statistics.mean(values) / 1e6:.3f} M nodes/s, "
        f"tables and program {max(resident, default=0) / 1e9:.2f} GB, "
        f"{report['workers']} workers"
    )
    return [
        Figure("slope of nodes/s", slope, "%/h", options.slope, False, f" ± {1.96 * error:.2g}"),
        Figure("variation of the windows", variation, "%", options.variation, False),
        Figure(
            "kernel's share of CPU time",
            statistics.mean(system) if system else None,
            "%",
            options.system,
            True,
        ),
        Figure(
            "voluntary context switches",
            report["voluntary_context_switches_per_sec_per_worker"],
            "/s and worker",
            options.switches,
            True,
        ),
        Figure("resident memory", growth, "%", options.resident, True),
        Figure("system calls", calls_per_second(options), "/s", options.calls, True),
    ]


def points(events, tag: str) -> list[tuple[float, int, float]]:
    """Seconds of training, iteration and value of the points of a chart, without the last one, which is cut
    short."""
    start = next(e["elapsed_secs"] for e in events if e["event"] == "phase_started" and e["phase"] == "train")
    scalars = [e for e in events if e["event"] == "scalar" and e["tag"] == tag]
    return [(e["elapsed_secs"] - start, e["step"], e["value"]) for e in scalars[:-1]]


def warm_up_secs(options, events) -> tuple[float, bool]:
    """When the warm-up is over, and whether all batches have their size by then."""
    config = (options.run / "config.yaml").read_text()
    batch_size = int(re.search(r"^batch_size: (\d+)", config, re.MULTILINE)[1])
    rates = points(events, RATE)
    end = rates[-1][0] if rates else 0.0
    ramp_end = next((secs for secs, step, _ in rates if step >= RAMP * batch_size), math.inf)
    latest = LATEST_START * end
    return min(max(options.warm_up * end, ramp_end), latest), ramp_end <= latest


def windows(events, tag: str, warm_up: float) -> list[tuple[float, float]]:
    """Time in seconds and value of the points of a chart after the warm-up."""
    kept = [(secs, value) for secs, _, value in points(events, tag) if secs > warm_up]
    if len(kept) < 5 and tag == RATE:
        sys.exit(f"{tag}: {len(kept)} windows after the warm-up, at least 5 are needed")
    return kept


def slope_per_hour(rates) -> tuple[float, float]:
    """Slope of the line through the rates by least squares and its standard error, in per cent of the mean
    per hour."""
    count = len(rates)
    mean_x, mean_y = (sum(column) / count for column in zip(*rates))
    spread = sum((x - mean_x) ** 2 for x, _ in rates)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in rates) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in rates)
    error = math.sqrt(rest / (count - 2) / spread)
    return 3600 * 100 * slope / mean_y, 3600 * 100 * error / mean_y


def calls_per_second(options):
    """Of the line `100.00 SECONDS USECS/CALL CALLS [ERRORS] total`."""
    if options.strace is None:
        return None
    total = [line.split() for line in options.strace.read_text().splitlines() if line.endswith("total")]
    return int(total[-1][3]) / options.strace_seconds if total else None


if __name__ == "__main__":
    main()
