"""What checkpoints cost a run, from its log alone: checkpoint_cost.py RUN INTERVAL

In every interval between two checkpoints the boards per second of all of it are divided by those of the
part in which nothing was written. The two belong to the same minute of the same run, so a machine that is
faster at one hour than at another does not show. Needs a log with a number of iterations each second
(`num_iterations` without a time budget, `log_interval: 1`).
"""

import json
import statistics
import sys
from pathlib import Path


def main() -> None:
    run, interval = Path(sys.argv[1]), float(sys.argv[2])
    events = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    begin = next(e["elapsed_secs"] for e in events if e["event"] == "phase_started" and e["phase"] == "train")
    done = [(e["elapsed_secs"], e["done"]) for e in events if e["event"] == "progress" and e["unit"] == "it"]
    written = [
        e["elapsed_secs"] for e in events if e["event"] == "file_written" and e["what"] == "checkpoint"
    ]

    def rate(start: float, end: float) -> float:
        first = min(done, key=lambda at: abs(at[0] - start))
        last = min(done, key=lambda at: abs(at[0] - end))
        return (last[1] - first[1]) / (last[0] - first[0])

    # The last one is written after training, and the interval of the one before it is not whole.
    assert len(written) > 2, "too short a run: it needs three checkpoints"
    ratios = []
    for number, end in enumerate(written[:-2], start=1):
        # A checkpoint is due one interval after the one before was begun.
        start = begin + number * interval
        following = start + interval
        assert (
            start < end < following - 5
        ), f"checkpoint {number} took from {start:.0f} to {end:.0f} s: use a longer interval"
        ratio = rate(start - 1, following - 1) / rate(end + 1, following - 1)
        ratios.append(ratio)
        print(
            f"checkpoint {number}: finished after {end - start:.1f} s, throughput {ratio:.3f} of that without"
        )
    report = json.loads((run / "report.json").read_text())
    print(
        f"training waited {report['saving_secs']:.2f} s in all, "
        f"{report['longest_save_secs']:.2f} s at most at a time"
    )
    print(
        f"throughput with a checkpoint every {interval:.0f} s: "
        f"{statistics.median(ratios):.3f} of that without "
        f"({min(ratios):.3f} to {max(ratios):.3f}, {len(ratios)} checkpoints; promised: 0.95)"
    )


main()
