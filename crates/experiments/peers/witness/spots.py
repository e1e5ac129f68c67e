"""An independent witness for solved spots: plain numpy, every board, no suit classes.

Reads spot files as docs/solving.md describes them, builds the tree, solves it by discounted CFR over whole
matrices of hands and prints EV, equity and root frequencies with the exploitability of its own best response.
It shares nothing with the Rust program. Hand ranks come from `donksolver` (pip install donksolver numpy
pyyaml).

    python spots.py SPOT.yaml [ITERATIONS] [PERCENT]
"""
import ctypes
import itertools
import json
import math
import sys

import numpy as np
import yaml
from donksolver import _native

RANKS, SUITS = "23456789TJQKA", "cdhs"
STREETS = ["flop", "turn", "river"]


def card(text):
    return RANKS.index(text[0].upper()) * 4 + SUITS.index(text[1].lower())


def cards(text):
    text = text.replace(" ", "")
    return [card(text[i:i + 2]) for i in range(0, len(text), 2)]


def text_of(c):
    return RANKS[c // 4] + SUITS[c % 4]


def half_up(x):
    return math.floor(x + 0.5)


# ---------------------------------------------------------------- ranges

def combos_of(group):
    """Combos of one group without weight."""
    if len(group) == 4 and group[1] in SUITS and group[3] in SUITS:
        return [tuple(sorted(cards(group)))]
    plus = group.endswith("+")
    first, _, last = group.rstrip("+").partition("-")
    kind = first[2:]
    high, low = RANKS.index(first[0]), RANKS.index(first[1])
    if high == low:
        bottom, top = low, low
        if plus:
            top = 12
        elif last:
            bottom, top = sorted([low, RANKS.index(last[0])])
        pairs = [(r, r) for r in range(bottom, top + 1)]
    else:
        high, low = max(high, low), min(high, low)
        bottom, top = low, low
        if plus:
            top = high - 1
        elif last:
            bottom, top = sorted([low, RANKS.index(last[1])])
        pairs = [(high, r) for r in range(bottom, top + 1)]
    found = []
    for a, b in pairs:
        for s, t in itertools.product(range(4), repeat=2):
            if a == b and s <= t:
                continue
            if a != b and kind == "s" and s != t or a != b and kind == "o" and s == t:
                continue
            found.append(tuple(sorted((a * 4 + s, b * 4 + t))))
    return found


def range_of(text):
    weights = {}
    for group in text.replace(" ", "").split(","):
        if group:
            name, _, weight = group.partition(":")
            for combo in combos_of(name):
                weights.setdefault(combo, float(weight or 1))
    return weights


# ---------------------------------------------------------------- tree

class Node:
    """kind: 'act', 'fold', 'show' or 'deal'; put: chips of both players since the root."""
    def __init__(self, kind, put, player=None, street=None, line=()):
        self.kind, self.put, self.player, self.street, self.line = kind, put, player, street, line
        self.names, self.children = [], []


class Spot:
    def __init__(self, text):
        self.keys = yaml.safe_load(text)
        self.board = cards(self.keys["board"])
        self.pot = self.keys["pot"]
        stacks = [self.keys.get(k, self.keys.get("effective_stack")) for k in ("oop_stack", "ip_stack")]
        self.stack = min(stacks)
        self.first = len(self.board) - 3
        self.add = [tuple(l.split()) for l in self.keys.get("add_lines", [])]
        self.gone = [tuple(l.split()) for l in self.keys.get("remove_lines", [])]
        self.root = self.decision(self.first, 0, 0, [0, 0], None, False, ())

    def sizes(self, street, player):
        own = f"{STREETS[street]}_{['oop', 'ip'][player]}"
        return self.keys.get(own) or self.keys.get(STREETS[street]) or {}

    def amounts(self, street, player, before, bets, called):
        keys = self.sizes(street, player)
        own, prev = bets[player], bets[1 - player]
        pot = self.pot + 2 * (before + prev)
        top = self.stack - before
        if prev == top:
            return []
        if prev > 0:
            listed = keys.get("raise", "")
        elif called and player == 0 and "donk" in keys:
            listed = keys["donk"]
        else:
            listed = keys.get("bet", "")
        found = []
        for size in str(listed).replace(" ", "").split(","):
            if not size:
                continue
            if size == "a":
                found.append(top)
            elif size.endswith("x"):
                found.append(half_up(prev * float(size[:-1])))
            elif size.endswith("c"):
                found.append(prev + int(size[:-1]))
            elif "e" in size:
                count, _, cap = size.partition("e")
                k = int(count) if count else 3 - street
                share = ((2 * (top - prev) / pot + 1) ** (1 / k) - 1) / 2
                if cap:
                    share = min(share, float(cap[:-1]) / 100)
                found.append(prev + half_up(share * pot))
            else:
                found.append(prev + half_up(pot * float(size[:-1]) / 100))
        threshold = self.keys.get("add_allin_threshold", 0)
        if threshold and top <= prev + half_up(pot * threshold):
            found.append(top)
        least = min(max(prev + prev - own, 1), top)
        force = self.keys.get("force_allin_threshold", 0)
        lifted = set()
        for a in found:
            a = min(max(a, least), top)
            lifted.add(top if force and top - a <= half_up((pot + 2 * (a - prev)) * force) else a)
        kept, merge = [], self.keys.get("merging_threshold", 0)
        for a in sorted(lifted, reverse=True):
            y = (a - prev) / pot
            if not merge or not kept or y < ((kept[-1] - prev) / pot - merge) / (1 + merge):
                kept.append(a)
        return kept[::-1]

    def decision(self, street, player, before, bets, last, called, line):
        node = Node("act", [before + b for b in bets], player, street, line)
        other = 1 - player
        facing = bets[other] > bets[player]
        moves = ["f", "c"] if facing else ["x"]
        amounts = self.amounts(street, player, before, bets, called)
        for path in self.add:
            if path[:-1] == line and int(path[-1][1:]) not in amounts:
                amounts.append(int(path[-1][1:]))
        moves += [f"b{a}" for a in sorted(amounts)]
        moves = [m for m in moves if line + (m,) not in self.gone]
        for move in moves:
            node.names.append(move)
            node.children.append(self.after(node, move, before, bets, last, line + (move,)))
        return node

    def after(self, node, move, before, bets, last, line):
        me, other = node.player, 1 - node.player
        if move == "f":
            return Node("fold", node.put, player=other, street=node.street)
        if move[0] == "b":
            bets = list(bets)
            bets[me] = int(move[1:])
            return self.decision(node.street, other, before, bets, move, False, line)
        if move == "x" and me == 0:
            return self.decision(node.street, 1, before, bets, "x", False, line)
        level = before + max(bets)
        if node.street == 2:
            return Node("show", [level] * 2, street=2)
        deal = Node("deal", [level] * 2, street=node.street)
        if level == self.stack:
            below = deal
            for street in range(node.street + 1, 3):
                deeper = Node("show", [level] * 2, street=2) if street == 2 else \
                    Node("deal", [level] * 2, street=street)
                below.children.append(deeper)
                below = deeper
        else:
            called = move == "c" and me == 0
            deal.children.append(self.decision(node.street + 1, 0, level, [0, 0], None, called, line))
        return deal


# ---------------------------------------------------------------- solving

class Solver:
    def __init__(self, spot):
        self.spot = spot
        keys = spot.keys
        dead = set(spot.board)
        self.hands, self.weights = [], []
        for key in ("oop_range", "ip_range"):
            held = {h: w for h, w in range_of(keys[key]).items() if w > 0 and not dead & set(h)}
            self.hands.append(sorted(held))
            self.weights.append(np.array([held[h] for h in sorted(held)]))
        # Together: no shared card.
        self.apart = np.array([[not set(a) & set(b) for b in self.hands[1]] for a in self.hands[0]], float)
        self.boards = {spot.first: [tuple(spot.board)]}
        self.parent = {}
        for street in range(spot.first + 1, 3):
            rows = [(i, b + (c,)) for i, b in enumerate(self.boards[street - 1])
                    for c in range(52) if c not in b]
            self.parent[street] = np.array([i for i, _ in rows])
            self.boards[street] = [b for _, b in rows]
        self.mask = {s: [np.array([[not set(h) & set(b) for h in hands] for b in boards], float)
                         for hands in self.hands] for s, boards in self.boards.items()}
        self.compare = self.comparison()
        self.tables = {}
        self.locks = {}
        for lock in keys.get("locks", []):
            self.lock(lock)

    def comparison(self):
        """[river board][oop hand][ip hand]: 1, 0.5, 0 by who wins; 0 where cards collide."""
        out = []
        for b, board in enumerate(self.boards[2]):
            ranks = []
            for hands in self.hands:
                rows = np.array([list(h) + list(board) for h in hands], dtype=np.int32)
                got = np.zeros(len(hands), dtype=np.uint32)
                _native.lib.ds_eval_batch(rows.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)), len(hands), 7,
                                          got.ctypes.data_as(ctypes.POINTER(ctypes.c_uint32)))
                ranks.append(got.astype(np.int64))
            sign = np.sign(ranks[0][:, None] - ranks[1][None, :])
            out.append((sign + 1) / 2)
        return np.array(out)

    def find(self, line):
        node, board, path = self.spot.root, list(self.spot.board), []
        for token in line.split():
            if token[0] in "xcfb" and not (len(token) == 2 and token[0] in RANKS.lower()):
                while node.kind == "deal":
                    node = node.children[0]
                node = node.children[node.names.index(token)]
            else:
                board.append(card(token))
                node = node.children[0]
        return node, tuple(board)

    def lock(self, lock):
        node, board = self.find(lock["line"])
        at = self.boards[node.street].index(board)
        hands = self.hands[node.player]
        taken = set()
        for group in lock["strategy"]:
            which = set(hands) if group["hands"] == "all" else set(range_of(group["hands"]))
            row = [group["play"].get(name, 0) for name in node.names]
            for i, hand in enumerate(hands):
                if hand in which and i not in taken:
                    taken.add(i)
                    self.locks.setdefault(id(node), []).append((at, i, row))

    def table(self, node):
        if id(node) not in self.tables:
            shape = (len(node.children), len(self.boards[node.street]), len(self.hands[node.player]))
            self.tables[id(node)] = [np.zeros(shape), np.zeros(shape)]
        return self.tables[id(node)]

    def strategy(self, node, which):
        positive = np.maximum(self.table(node)[which], 0)
        total = positive.sum(0)
        even = np.full_like(positive, 1 / len(node.children))
        chosen = np.where(total > 0, positive / np.where(total > 0, total, 1), even)
        for at, hand, row in self.locks.get(id(node), []):
            chosen[:, at, hand] = row
        return chosen

    def terminal(self, node, me, reach):
        """Chips that `me` gets in the end less those put in, times the other's reach."""
        spot = self.spot
        pot = spot.pot + 2 * min(node.put)
        rake = min(pot * spot.keys.get("rake_rate", 0), spot.keys.get("rake_cap", math.inf))
        mine = node.put[me]
        apart = self.apart if me == 0 else self.apart.T
        if node.kind == "fold":
            level = min(node.put)
            chips = pot - rake - level if node.player == me else -mine
            return chips * reach @ apart.T
        both = self.compare if me == 0 else 1 - self.compare.transpose(0, 2, 1)
        every = reach @ apart.T
        win = np.einsum("bij,bj->bi", both * apart, reach)
        return (pot - rake) * win - mine * every

    def walk(self, node, me, own, reach, mode, t):
        """Values [board][hand]; reach holds chance as well."""
        if node.kind in ("fold", "show"):
            return self.terminal(node, me, reach) * self.mask[node.street][me]
        if node.kind == "deal":
            street = node.street + 1
            up = self.parent[street]
            left = 52 - len(self.boards[street - 1][0]) - 4
            behind = self.walk(node.children[0], me, own[up] * self.mask[street][me],
                               reach[up] * self.mask[street][1 - me] / left, mode, t)
            out = np.zeros((len(self.boards[street - 1]), behind.shape[1]))
            np.add.at(out, up, behind)
            return out
        if node.player != me:
            chosen = self.strategy(node, 0 if mode == "learn" else 1)
            return sum(self.walk(child, me, own, reach * chosen[a], mode, t)
                       for a, child in enumerate(node.children))
        chosen = self.strategy(node, 0 if mode == "learn" else 1)
        values = np.array([self.walk(child, me, own * chosen[a], reach, mode, t)
                           for a, child in enumerate(node.children)])
        mean = (chosen * values).sum(0)
        if mode == "best":
            best = values.max(0)
            for at, hand, _ in self.locks.get(id(node), []):
                best[at, hand] = mean[at, hand]
            return best
        if mode == "learn":
            regrets, sums = self.table(node)
            power = (t - 1) ** 1.5
            regrets *= np.where(regrets > 0, power / (power + 1), 0.5)
            regrets += values - mean
            sums *= ((t - 1) / t) ** 3
            sums += chosen * own
        return mean

    def value(self, me, mode, t=0):
        own, other = self.weights[me], self.weights[1 - me]
        values = self.walk(self.spot.root, me, own[None, :].copy(), other[None, :].copy(), mode, t)[0]
        apart = self.apart if me == 0 else self.apart.T
        return (own * values).sum() / (own @ apart @ other)

    def solve(self, iterations, target):
        for t in range(1, iterations + 1):
            for me in (0, 1):
                self.value(me, "learn", t)
            if t % 50 == 0 or t == iterations:
                best = [self.value(me, "best") for me in (0, 1)]
                ev = [self.value(me, "play") for me in (0, 1)]
                gain = 50 * (sum(best) - sum(ev)) / self.spot.pot
                if gain <= target:
                    break
        root = self.spot.root
        apart = self.weights[root.player] * ((self.apart if root.player == 0 else self.apart.T)
                                             @ self.weights[1 - root.player])
        share = (self.strategy(root, 1)[:, 0, :] * apart).sum(1) / apart.sum()
        return {"ev": ev, "exploitability": gain, "iterations": t,
                "actions": dict(zip(root.names, share.tolist())), "equity": self.equity()}

    def equity(self):
        node = Node("show", [0, 0], street=2)
        for street in range(1, self.spot.first - 1, -1):
            deal = Node("deal", [0, 0], street=street)
            deal.children.append(node)
            node = deal
        keys, self.spot.keys = self.spot.keys, {}
        root, self.spot.root = self.spot.root, node
        value = self.value(0, "play") / self.spot.pot
        self.spot.keys, self.spot.root = keys, root
        return value


if __name__ == "__main__":
    text = open(sys.argv[1]).read()
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    target = float(sys.argv[3]) if len(sys.argv) > 3 else 0.05
    print(json.dumps(Solver(Spot(text)).solve(iterations, target)))
