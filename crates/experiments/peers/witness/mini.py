"""Mini hold'em of two private cards by plain numpy: CFR+ as a public program (slumbot2019) has it.

Regrets and strategy sums in sixteenths, rounded at every step; check or call where nothing is positive; the
sums of a player are added up while the other one learns; weight 1 up to iteration 100 and t - 100 after. The
small blind is player 1 and learns first. Prints both best responses in chips and the exploitability in
thousandths of the big blind. It shares nothing with the Rust program.

    python mini.py RANKS BOARD_CARDS [ITERATIONS] [whole|exact]

BOARD_CARDS: 0 to 3 public cards, one a street; exact: nothing is rounded.
"""
import sys

import numpy as np

RANKS, STREETS = int(sys.argv[1]), int(sys.argv[2])
ITERATIONS = int(sys.argv[3]) if len(sys.argv) > 3 else 200
WHOLE = len(sys.argv) < 5 or sys.argv[4] == "whole"
CARDS, STACK, PARTS = 4 * RANKS, 162, 16.0

HANDS = [(a, b) for a in range(CARDS) for b in range(a)]
INDEX = {hand: i for i, hand in enumerate(HANDS)}
APART = np.array([[not set(a) & set(b) for b in HANDS] for a in HANDS], float)


def boards():
    """Boards by street, the first card in the first suit alone, and the board before each."""
    levels, before = [[()]], [None]
    if STREETS > 0:
        levels.append([(4 * rank,) for rank in range(RANKS)])
        before.append(np.zeros(RANKS, int))
    for _ in range(2, STREETS + 1):
        rows = [(i, b + (c,)) for i, b in enumerate(levels[-1]) for c in range(CARDS) if c not in b]
        before.append(np.array([i for i, _ in rows]))
        levels.append([b for _, b in rows])
    return levels, before


LEVELS, BEFORE = boards()
FREE = [np.array([[not set(h) & set(b) for h in HANDS] for b in bs], float) for bs in LEVELS]


def exchanged(suit):
    """Hands with the first suit and another one exchanged."""
    def other(card):
        return card // 4 * 4 + {0: suit, suit: 0}.get(card % 4, card % 4)
    return np.array([INDEX[tuple(sorted((other(a), other(b)), reverse=True))] for a, b in HANDS])


SUITS = [exchanged(suit) for suit in range(4)]


def strength(cards):
    """Sorts hands of up to five cards; straights and flushes count from five cards on."""
    ranks = [c // 4 for c in cards]
    counts = {rank: ranks.count(rank) for rank in ranks}
    order = sorted(counts, key=lambda rank: (counts[rank], rank), reverse=True)
    shape = sorted(counts.values(), reverse=True)
    kind = 7 if shape[0] == 4 else 6 if shape[:2] == [3, 2] else 3 if shape[0] == 3 else \
        2 if shape[:2] == [2, 2] else 1 if shape[0] == 2 else 0
    if len(cards) == 5:
        flush = len({c % 4 for c in cards}) == 1
        wheel = RANKS == 13 and sorted(ranks) == [0, 1, 2, 3, 12]
        straight = shape[0] == 1 and (max(ranks) - min(ranks) == 4 or wheel)
        kind = 8 if straight and flush else 5 if flush else 4 if straight else kind
    return kind, tuple(order)


def comparison():
    """[final board][hand][hand]: 1, 0, -1 by who wins; 0 where cards collide."""
    signs = []
    for board, free in zip(LEVELS[-1], FREE[-1]):
        held = [strength(hand + board) if ok else (-1, ()) for hand, ok in zip(HANDS, free)]
        rows = {value: i for i, value in enumerate(sorted(set(held)))}
        rank = np.array([rows[value] for value in held])
        signs.append(np.sign(rank[:, None] - rank[None, :]) * APART * free[:, None] * free[None, :])
    return np.array(signs)


SIGN = comparison()


class Node:
    """kind: act, fold, show or deal."""
    def __init__(self, kind, street, **more):
        self.kind, self.street, self.behind = kind, street, []
        self.__dict__.update(more)


def build(street, player, before, bets, acted, bet):
    """Check or call, fold, a bet of the pot: one a street, and no raise over it."""
    other = 1 - player
    node = Node("act", street, player=player)
    level, facing = before + max(bets), bets[other] > bets[player]

    def ended():
        if street == STREETS:
            return Node("show", street, chips=level)
        return Node("deal", street, next=build(street + 1, 0, level, [0, 0], 0, False))

    limps = facing and street == 0 and not bet and acted == 0
    if limps:
        node.behind.append(build(street, other, before, [max(bets)] * 2, 1, False))
    elif facing or acted:
        node.behind.append(ended())
    else:
        node.behind.append(build(street, other, before, bets, 1, False))
    if facing:
        node.behind.append(Node("fold", street, winner=other, chips=before + bets[player]))
    to = min(max(bets) + 2 * level, STACK - before)
    if not bet and to > max(bets):
        raised = list(bets)
        raised[player] = to
        node.behind.append(build(street, other, before, raised, acted + 1, True))
    shape = (len(node.behind), len(LEVELS[street]), len(HANDS))
    node.regrets, node.sums = np.zeros(shape), np.zeros(shape)
    return node


def strategy(table):
    total = table.sum(0)
    passive = np.zeros_like(table)
    passive[0] = 1
    return np.where(total > 0, table / np.where(total > 0, total, 1), passive)


def rounded(x):
    return np.rint(x) if WHOLE else x


def walk(node, me, reach, weight):
    """[board][hand]: chips of `me` times the other's reach; without a weight, by the best response."""
    if node.kind == "fold":
        return (node.chips if node.winner == me else -node.chips) * (reach @ APART) * FREE[node.street]
    if node.kind == "show":
        return node.chips * np.matmul(SIGN, reach[:, :, None])[:, :, 0]
    if node.kind == "deal":
        street = node.street + 1
        values = walk(node.next, me, reach[BEFORE[street]] * FREE[street], weight)
        if street == 1:
            total = values.sum(0)
            out = sum(total[suit] for suit in SUITS)[None, :]
        else:
            out = np.zeros((len(LEVELS[node.street]), len(HANDS)))
            np.add.at(out, BEFORE[street], values)
        return out / (CARDS - 4 - node.street) * FREE[node.street]
    if node.player != me:
        behind = reach[None] * strategy(node.regrets if weight else node.sums)
        if weight:
            node.sums += rounded(behind * weight * PARTS)
        return sum(walk(child, me, behind[a], weight) for a, child in enumerate(node.behind))
    values = np.array([walk(child, me, reach, weight) for child in node.behind])
    if not weight:
        return values.max(0)
    value = (strategy(node.regrets) * values).sum(0)
    node.regrets = np.maximum(node.regrets + rounded((values - value) * PARTS), 0)
    return value


ROOT = build(0, 1, 0, [2, 1], 0, False)
START = np.ones((1, len(HANDS)))
for t in range(1, ITERATIONS + 1):
    for learner in (1, 0):
        walk(ROOT, learner, START, 1 if t <= 100 else t - 100)
best = [walk(ROOT, player, START, 0).sum() / APART.sum() for player in (1, 0)]
print(f"best responses: small blind {best[0]:.5f}, big blind {best[1]:.5f} chips; "
      f"exploitability {1000 * sum(best) / 4:.3f} mbb")
