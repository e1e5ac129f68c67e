"""Writes the probabilities that donksolver's action server plays by: `[node][bucket][action]`, 32-bit
floats, terminal nodes left out.

Usage: export.py TREE BUNDLE.json OUT.f32
"""

import array
import sys
from pathlib import Path

from donksolver import Abstraction, Bundle


def main() -> None:
    tree, manifest, out = sys.argv[1:]
    bundle = Bundle(manifest)
    buckets = Abstraction.load(str(Path(manifest).parent / bundle.manifest["abstraction"]["path"])).buckets
    probabilities, uniform = array.array("f"), 0
    for number, line in enumerate(Path(tree).read_text().splitlines()[1:]):
        if line == "-":
            continue
        street, kinds = int(line.split()[1]), [int(kind) for kind in line.split()[2::3]]
        for bucket in range(buckets[street]):
            row, offered, _ = bundle.strategy(0, number, bucket)
            assert offered == kinds, f"the policy has other actions at node {number} than the tree"
            if abs(sum(row) - 1.0) > 1e-3:
                row, uniform = [1.0 / len(row)] * len(row), uniform + 1
            probabilities.extend(row)
    with open(out, "wb") as file:
        probabilities.tofile(file)
    print(f"{len(probabilities)} probabilities, {uniform} rows that do not sum to 1, taken as uniform")


if __name__ == "__main__":
    main()
