"""Trains donksolver's heads-up game without rake for given processor times.

Into OUT go tree.txt, the betting tree, and for each time SECONDS.dpol with its manifest SECONDS.json, which
the action server plays. Seconds are processor time of all threads together.
"""

import argparse
import time
from pathlib import Path

from donksolver import Abstraction, Solve, Solver, preset, write_manifest


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--abstraction", required=True, help="file of `donksolver abstraction`")
    parser.add_argument(
        "--cpu",
        type=lambda text: [float(s) for s in text.split(",")],
        default=[120.0, 1200.0],
        help="seconds, ascending",
    )
    parser.add_argument("--stack-bb", type=float, default=100.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=50_000, help="iterations between two looks at the clock")
    options = parser.parse_args()

    game = preset("hu", options.stack_bb, Abstraction.load(options.abstraction).buckets[1:])
    game.rake_pct = 0.0
    solver = Solver.nlhe(game, options.abstraction, Solve())
    options.out.mkdir(parents=True, exist_ok=True)
    write_tree(options.out / "tree.txt", game, solver)
    used, start = 0.0, time.monotonic()
    for budget in options.cpu:
        while used < budget:
            before = time.process_time()
            solver.run(options.chunk, options.threads)
            used += time.process_time() - before
        print(
            f"{solver.iterations} iterations in {used:.1f} CPU-seconds, {time.monotonic() - start:.0f} s",
            flush=True,
        )
        name = options.out / f"{budget:g}"
        solver.save_policy(f"{name}.dpol")
        write_manifest(f"{name}.json", options.abstraction, [f"{name}.dpol"])


def write_tree(path: Path, game, solver: Solver) -> None:
    """The file that crates/experiments/src/bin/peer/tree.rs reads."""
    lines = [f"{game.sb} {game.bb}"]
    for number in range(solver.info()["nodes"]):
        node = solver.node(number)
        actions = zip(node["kinds"], node["chips"], node["children"])
        decision = [node["actor"], node["street"], *(number for action in actions for number in action)]
        lines.append(" ".join(map(str, decision)) if node["nA"] else "-")
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
