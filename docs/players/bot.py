#!/usr/bin/env python3
"""A player for `exec:`, in Python without any package: heads-up no-limit hold'em.

It reads match states from standard input and answers those in which it is in turn: it raises by the pot
with a pair or an ace in its hand, and calls otherwise. Its arguments are the big blind, the small blind
and the stack of both players:

    holdem eval match call "exec:python3 docs/players/bot.py 2 1 200" --hands 1000
"""

import re
import sys

FIRST = [1, 0, 0, 0]  # who begins, by round; position 0 is the big blind, position 1 the button


def read_betting(betting, blinds):
    """Chips put in by both players in the whole hand, and who would be in turn."""
    put_in, turn = list(blinds), FIRST[0]
    for number, actions in enumerate(betting.split("/")):
        turn = FIRST[number]
        for kind, chips in re.findall(r"([fcr])(\d*)", actions):
            if kind == "r":
                put_in[turn] = int(chips)
            elif kind == "c":
                put_in[turn] = max(put_in)
            turn = 1 - turn
    return put_in, turn


def is_over(betting, put_in, stack):
    """Whether somebody has folded, all chips are in and matched, or the river has been called."""
    river = betting.split("/")[3:]
    all_in = put_in == [stack, stack]
    return "f" in betting or all_in or bool(river and re.search(r"(cc|r\d*c)$", river[0]))


def choose(position, put_in, hole, stack):
    """The action: `c`, or `r` with the chips put in in the whole hand."""
    to_call = max(put_in) - put_in[position]
    is_good = hole[0] == hole[2] or "A" in hole
    raise_to = min(max(put_in) + sum(put_in) + to_call, stack)
    return f"r{raise_to}" if is_good and raise_to > max(put_in) else "c"


def main():
    big, small, stack = (int(word) for word in sys.argv[1:4]) if len(sys.argv) > 3 else (100, 50, 20_000)
    print("VERSION:2.0.0", flush=True)
    for line in sys.stdin:
        line = line.strip()
        if not line.startswith("MATCHSTATE:"):
            continue
        _, position, _, betting, cards = line.split(":")
        put_in, turn = read_betting(betting, [big, small])
        if turn == int(position) and not is_over(betting, put_in, stack):
            hole = cards.split("/")[0].split("|")[turn]
            print(f"{line}:{choose(turn, put_in, hole, stack)}", flush=True)


if __name__ == "__main__":
    main()
