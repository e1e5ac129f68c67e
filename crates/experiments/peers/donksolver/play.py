"""Plays two strategies of one betting tree hand by hand, each deal in both seats; one of them, or both,
through donksolver's action server.

A contender is the manifest of a bundle (.json), which is asked for each action, or a file of probabilities
(.f32) with a command that answers with buckets (--a-buckets, --b-buckets), as the example `peer` takes
them. With --served FILE.f32 every probability that the server reports is compared with that file. The rules
are kept here; the server's evaluator tells who wins.
"""

import argparse
import ctypes
import shlex
import struct
import subprocess
from pathlib import Path

import numpy as np
from donksolver import Abstraction, Bundle, _native

FOLD = 0
SHOWN = np.array([0, 3, 4, 5])
MOST_ACTIONS = 5
NOT_DEALT = 255


class Tree:
    """The betting tree as arrays over nodes; see crates/experiments/src/bin/peer/tree.rs for the file."""

    def __init__(self, path: str):
        lines = Path(path).read_text().splitlines()
        self.blinds = [int(chips) for chips in lines[0].split()]
        size = len(lines) - 1
        self.player, self.street, self.actions = (np.zeros(size, np.int64) for _ in range(3))
        self.kinds, self.chips, self.child = (np.zeros((size, MOST_ACTIONS), np.int64) for _ in range(3))
        self.put_in = np.zeros((size, 2), np.int64)
        self.put_in[0] = self.blinds
        self.folded = np.full(size, -1)
        for node, line in enumerate(lines[1:]):
            if line != "-":
                self.read(node, [int(word) for word in line.split()])

    def read(self, node: int, numbers: list) -> None:
        self.player[node], self.street[node] = numbers[:2]
        self.actions[node] = (len(numbers) - 2) // 3
        for action in range(self.actions[node]):
            kind, chips, child = numbers[2 + 3 * action : 5 + 3 * action]
            self.kinds[node, action], self.chips[node, action], self.child[node, action] = kind, chips, child
            self.put_in[child] = self.put_in[node]
            self.put_in[child, numbers[0]] += chips
            if kind == FOLD:
                self.folded[child] = numbers[0]


class Table:
    """A strategy from a file, with the buckets of a program."""

    def __init__(self, tree: Tree, path: str, command: str):
        self.process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.load(tree, path, np.array(struct.unpack("<4I", self.process.stdout.read(16))))

    def load(self, tree: Tree, path: str, buckets: np.ndarray) -> "Table":
        self.tree, self.probabilities = tree, np.fromfile(path, np.float32)
        sizes = buckets[tree.street] * tree.actions
        self.first = np.cumsum(sizes) - sizes
        assert len(self.probabilities) == sizes.sum(), f"{path} is of another tree or other buckets"
        return self

    def rows(self, nodes: np.ndarray, buckets: np.ndarray) -> np.ndarray:
        actions = self.tree.actions[nodes]
        at = (self.first[nodes] + buckets * actions)[:, None] + np.arange(MOST_ACTIONS)
        rows = self.probabilities[np.minimum(at, len(self.probabilities) - 1)].astype(float)
        return np.where(np.arange(MOST_ACTIONS) < actions[:, None], rows, 0.0)

    def choose(self, nodes, hole, board, histories, luck) -> np.ndarray:
        shown = np.arange(5) < SHOWN[self.tree.street[nodes]][:, None]
        rows = np.hstack([hole, np.where(shown, board, NOT_DEALT)]).astype(np.uint8)
        self.process.stdin.write(struct.pack("<I", len(rows)) + rows.tobytes())
        self.process.stdin.flush()
        buckets = np.frombuffer(self.process.stdout.read(4 * len(rows)), np.uint32).astype(np.int64)
        upto = self.rows(nodes, buckets).cumsum(axis=1)
        return np.minimum((luck[:, None] >= upto).sum(axis=1), self.tree.actions[nodes] - 1)


class Server:
    """The action server; counts what it does that the tree or the file of its strategy does not say."""

    def __init__(self, tree: Tree, path: str, stack: int, served: str | None):
        self.tree, self.bundle, self.stack = tree, Bundle(path), stack
        self.asked = self.elsewhere = self.inexact = 0
        self.difference = 0.0
        abstraction = Path(path).parent / self.bundle.manifest["abstraction"]["path"]
        buckets = np.array(Abstraction.load(str(abstraction)).buckets)
        self.table = Table.__new__(Table).load(tree, served, buckets) if served else None

    def choose(self, nodes, hole, board, histories, luck) -> np.ndarray:
        rows, tree = len(nodes), self.tree
        boards = [cards[:shown].tolist() for cards, shown in zip(board, SHOWN[tree.street[nodes]])]
        out = self.bundle.act([[self.stack] * 2] * rows, [tree.blinds] * rows, hole, boards, histories, luck)
        offered = np.arange(MOST_ACTIONS) < tree.actions[nodes][:, None]
        distance = np.abs(tree.chips[nodes] - out["chips"][:, None]).astype(float)
        distance[~offered | ((tree.kinds[nodes] == FOLD) != (out["kind"] == FOLD)[:, None])] = np.inf
        choice = distance.argmin(axis=1)
        self.asked += rows
        self.elsewhere += int(((out["status"] != 0) | (out["node"] != nodes)).sum())
        self.inexact += int((distance.min(axis=1) != 0).sum())
        if self.table:
            said = self.table.rows(nodes, out["bucket"].astype(np.int64))[np.arange(rows), choice]
            self.difference = max(self.difference, float(np.abs(said - out["prob"]).max()))
        return choice

    def __str__(self) -> str:
        text = f"{self.asked} questions, {self.elsewhere} answered for another node, "
        text += f"{self.inexact} actions of other chips than the tree's"
        return text + (f", probabilities differ by at most {self.difference:.1e}" if self.table else "")


def play(tree: Tree, contenders: list, hole: np.ndarray, board: np.ndarray, rng) -> np.ndarray:
    """What the first seat wins in chips; `hole` is `[hand][seat][card]`, `contenders` holds who sits there
    by seat."""
    hands = len(hole)
    node, histories = np.zeros(hands, np.int64), [[] for _ in range(hands)]
    while len(open_hands := np.flatnonzero(tree.actions[node])):
        for seat in (0, 1):
            turn = open_hands[tree.player[node[open_hands]] == seat]
            if len(turn) == 0:
                continue
            at = node[turn]
            choice = contenders[seat].choose(
                at, hole[turn, seat], board[turn], [histories[hand] for hand in turn], rng.random(len(turn))
            )
            for hand, kind, chips in zip(
                turn, tree.kinds[at, choice].tolist(), tree.chips[at, choice].tolist()
            ):
                histories[hand].append((seat, int(kind == FOLD), chips))
            node[turn] = tree.child[at, choice]
    stake = tree.put_in[node].min(axis=1)
    first, second = (strength(np.hstack([hole[:, seat], board])) for seat in (0, 1))
    sign = np.where(tree.folded[node] < 0, np.sign(first - second), np.where(tree.folded[node] == 1, 1, -1))
    return stake * sign


def strength(cards: np.ndarray) -> np.ndarray:
    cards, out = np.ascontiguousarray(cards, np.int32), np.zeros(len(cards), np.uint32)
    _native.lib.ds_eval_batch(
        _native.ptr(cards, ctypes.c_int32), len(cards), cards.shape[1], _native.ptr(out, ctypes.c_uint32)
    )
    return out.astype(np.int64)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree")
    parser.add_argument("--a", required=True)
    parser.add_argument("--a-buckets")
    parser.add_argument("--b", required=True)
    parser.add_argument("--b-buckets")
    parser.add_argument("--served", help="probabilities that the action server should play")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=99)
    options = parser.parse_args()

    tree = Tree(options.tree)
    stack = int(tree.put_in.max())

    def contender(path: str, buckets: str | None):
        return (
            Server(tree, path, stack, options.served)
            if path.endswith(".json")
            else Table(tree, path, buckets)
        )

    assert (
        strength(np.array([[0, 1, 2, 3, 20], [0, 1, 4, 5, 50]]))[0]
        > strength(np.array([[0, 1, 4, 5, 50]]))[0]
    ), "four of a kind wins"
    a, b = contender(options.a, options.a_buckets), contender(options.b, options.b_buckets)
    rng = np.random.default_rng(options.seed)
    won = []
    for _ in range(0, options.deals, options.batch):
        cards = rng.random((options.batch, 52)).argsort(axis=1)[:, :9]
        hole, board = cards[:, :4].reshape(-1, 2, 2), cards[:, 4:]
        won.append(np.stack([play(tree, [a, b], hole, board, rng), -play(tree, [b, a], hole, board, rng)]))
    won = np.hstack(won) * 1000.0 / tree.blinds[1]
    interval = lambda values: f"{values.mean():.0f} ± {1.96 * values.std(ddof=1) / np.sqrt(len(values)):.0f}"
    print(
        f"A wins {interval(won.mean(axis=0))} mbb/h from B ({interval(won[0])} as small blind, "
        f"{interval(won[1])} as big blind), {won.shape[1]} deals"
    )
    for name, side in (("A", a), ("B", b)):
        if isinstance(side, Server):
            print(f"{name}: {side}")


if __name__ == "__main__":
    main()
