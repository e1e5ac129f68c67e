"""Answers with donksolver's bucket of any hand; the protocol stands in
crates/experiments/src/bin/peer/rows.rs.

Usage: buckets.py ABSTRACTION.dab
"""

import struct
import sys

from donksolver import Abstraction

ROW = 7
NOT_DEALT = b"\xff"
STREETS = {0: 0, 3: 1, 4: 2, 5: 3}


def main() -> None:
    abstraction = Abstraction.load(sys.argv[1])
    questions, answers = sys.stdin.buffer, sys.stdout.buffer

    def bucket(row: bytes) -> int:
        board = row[2:].rstrip(NOT_DEALT)
        return abstraction.bucket(STREETS[len(board)], row[:2], board)

    answers.write(struct.pack("<4I", *abstraction.buckets))
    answers.flush()
    while len(count := questions.read(4)) == 4:
        rows = questions.read(struct.unpack("<I", count)[0] * ROW)
        buckets = [bucket(rows[at : at + ROW]) for at in range(0, len(rows), ROW)]
        answers.write(struct.pack(f"<{len(buckets)}I", *buckets))
        answers.flush()


if __name__ == "__main__":
    main()
