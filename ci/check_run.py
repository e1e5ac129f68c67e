"""Checks the run directory of a short training run: files, report, log, and charts as TensorBoard itself
reads them.

Usage: check_run.py RUN
"""

import json
import math
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

FILES = ["config.yaml", "run.json", "blueprint.hdm", "log.jsonl", "report.md", "report.json"]

# Field of report.json: smallest and largest value that a healthy short run can have.
RANGES = {
    "game_value_mbb": (-1000.0, 1000.0),
    "exploitability_mbb": (0.0, 100_000.0),
    "exploiter_mbb": (-1000.0, 100_000.0),
    "iterations_per_sec": (1.0, 1e9),
    "nodes_per_sec": (1e3, 1e12),
    "hand_node_visits_per_sec": (1e5, 1e13),
    "system_cpu_percent": (0.0, 100.0),
    "voluntary_context_switches_per_sec": (0.0, 1e6),
    "peak_resident_bytes": (1e6, 32e9),
}

TAGS = [
    "Training/Utility",
    "Training/UtilityMovingAvg",
    "Training/NumInfosets",
    "Performance/IterationsPerSecond",
    "Performance/NodesPerSecond",
    "Performance/SystemCpuPercent",
    "Performance/ContextSwitchesPerSecond",
    "Performance/ResidentBytes",
    "Convergence/Exploitability",
    "policy_entropy/preflop",
    "avg_regret_norm/preflop",
]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    run = Path(sys.argv[1])
    problems = [*check_files(run), *check_report(run), *check_log(run), *check_charts(run)]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{run}: files, report, log and charts are sound")


def check_files(run: Path) -> list[str]:
    missing = [name for name in FILES if not (run / name).is_file() or (run / name).stat().st_size == 0]
    if not any((run / "checkpoints").iterdir()):
        missing.append("checkpoints/*")
    return [f"{run}/{name}: missing or empty" for name in missing]


def check_report(run: Path) -> list[str]:
    report = json.loads((run / "report.json").read_text())
    problems = []
    for field, (low, high) in RANGES.items():
        value = find(report, field)
        if not isinstance(value, (int, float)) or not low <= value <= high:
            problems.append(f"report.json: {field}: found {value}, expected {low} to {high}")
    return problems


def find(value, field):
    """The first value of this name anywhere in the report."""
    if isinstance(value, dict):
        if field in value:
            return value[field]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            found = find(inner, field)
            if found is not None:
                return found
    return None


def check_log(run: Path) -> list[str]:
    events = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    names = [event["event"] for event in events]
    ends = names[0] == "run_started" and names[-1] == "run_finished" and events[-1]["outcome"] == "done"
    return [] if ends else [f"log.jsonl: starts with {names[0]} and ends with {events[-1]}"]


def check_charts(run: Path) -> list[str]:
    events = EventAccumulator(str(run / "tensorboard"), size_guidance={"scalars": 0})
    events.Reload()
    there = events.Tags()["scalars"]
    problems = [f"tensorboard: no chart {tag}; there are {there}" for tag in TAGS if tag not in there]
    for tag in there:
        points = events.Scalars(tag)
        if not points or not all(math.isfinite(point.value) for point in points):
            problems.append(f"tensorboard: {tag}: {points}")
    return problems


if __name__ == "__main__":
    main()
