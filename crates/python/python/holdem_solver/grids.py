"""The 13x13 grid of hand classes: pairs on the diagonal, suited above, offsuit below."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from ._native import Action, Node, Strategy, combo_names, parse_cards

RANKS = "AKQJT98765432"

# Fold blue, check or call green, bets and raises from light to dark red.
_FOLD, _PASS = "#4a7ebb", "#5aa469"
_RAISES = ("#f2b5a7", "#e58e7c", "#d46a57", "#bd4636", "#98281f", "#6e1212")


def _cells() -> npt.NDArray[np.intp]:
    """`[hand]`: number of the cell of each of the 1,326 hands, row by row."""
    cells: list[int] = []
    for name in combo_names():
        rows = sorted((RANKS.index(name[0]), RANKS.index(name[2])))
        high, low = rows
        cells.append(13 * high + low if name[1] == name[3] or high == low else 13 * low + high)
    return np.array(cells, dtype=np.intp)


_CELL_OF = _cells()
# `[hand, 2]`: numbers of the cards of each hand.
_CARDS_OF = parse_cards("".join(combo_names())).reshape(-1, 2)


def class_name(row: int, column: int) -> str:
    """The name of a cell: `AA`, `AKs`, `AKo`."""
    if row == column:
        return RANKS[row] * 2
    high, low = sorted((row, column))
    return RANKS[high] + RANKS[low] + ("s" if row < column else "o")


def colours(actions: list[Action]) -> list[str]:
    """A colour for each action of a decision."""
    raises = [action for action in actions if action.to is not None]
    step = (len(_RAISES) - 1) / max(len(raises) - 1, 1)
    shades = iter(_RAISES[round(number * step)] for number in range(len(raises)))
    return [_FOLD if a.kind == "fold" else next(shades) if a.to is not None else _PASS for a in actions]


@dataclass(frozen=True)
class Grid:
    """What the hands of one player do at a decision, by hand class.

    `frequencies`: `[action, 13, 13]`, NaN where no hand of a class is there. `weights`: `[13, 13]`, the mean
    weight in the player's range of those hands of a class that the board leaves, 0 to 1; 0 where it leaves
    none. Pictures are drawn to the scale of the largest one.
    """

    title: str
    actions: list[Action]
    frequencies: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]

    @property
    def _heights(self) -> npt.NDArray[np.float64]:
        """`[13, 13]`: weights as shares of the largest one."""
        most = self.weights.max(initial=0.0)
        return self.weights / most if most > 0 else self.weights

    def _repr_html_(self) -> str:
        shades = colours(self.actions)
        heights = self._heights
        cells = (
            "".join(self._cell(row, column, shades, heights[row, column]) for column in range(13))
            for row in range(13)
        )
        rows = "".join(f"<tr>{row}</tr>" for row in cells)
        key = " ".join(
            f'<span style="white-space:nowrap"><i style="display:inline-block;width:.8em;height:.8em;'
            f'background:{shade}"></i> {escape(action.label)}</span>'
            for action, shade in zip(self.actions, shades, strict=True)
        )
        return (
            f'<div style="font:12px sans-serif"><b>{escape(self.title)}</b> {key}'
            f'<table style="border-collapse:collapse">{rows}</table></div>'
        )

    def _cell(self, row: int, column: int, shades: list[str], height: float) -> str:
        name, shares = class_name(row, column), self.frequencies[:, row, column]
        if np.isnan(shares).any():
            style, told = "color:#888", f"{name}: not here"
        else:
            stops: list[str] = []
            start = 0.0
            for share, shade in zip(shares, shades, strict=True):
                stops.append(f"{shade} {100 * start:.1f}% {100 * (start + share):.1f}%")
                start += float(share)
            drawn = f"bottom/100% {100 * height:.0f}% no-repeat"
            style = f"background:linear-gradient(90deg,{','.join(stops)}) {drawn}"
            labels = [action.label for action in self.actions]
            each = (f"{label} {100 * share:.1f} %" for label, share in zip(labels, shares, strict=True))
            told = f"{name}: " + ", ".join(each)
        box = "width:34px;height:26px;text-align:center;border:1px solid #ccc;padding:0;"
        return f'<td title="{escape(told)}" style="{box}{style}">{name}</td>'

    def plot(self, ax: Any = None) -> Any:
        """Draws the grid with matplotlib, on the given axes or new ones, which are returned.

        Needs `pip install holdem-solver[plots]`.
        """
        import matplotlib.pyplot as pyplot
        from matplotlib.patches import Patch, Rectangle

        if ax is None:
            figure: Any = pyplot.figure(figsize=(6.5, 6.5))  # pyright: ignore[reportUnknownMemberType]
            ax = figure.add_subplot()
        shades, heights = colours(self.actions), self._heights
        for row in range(13):
            for column in range(13):
                start, height = 0.0, float(heights[row, column])
                for share, shade in zip(self.frequencies[:, row, column], shades, strict=True):
                    if np.isfinite(share):
                        corner = (column + start, row + 1 - height)
                        ax.add_patch(Rectangle(corner, share, height, color=shade, lw=0))
                        start += float(share)
                middle = (column + 0.5, row + 0.5)
                ax.text(*middle, class_name(row, column), ha="center", va="center", fontsize=7)
        ax.set(xlim=(0, 13), ylim=(13, 0), aspect="equal", title=self.title)
        ax.set_xticks(range(14), labels=[])
        ax.set_yticks(range(14), labels=[])
        ax.grid(True, color="#ccc", lw=0.5)
        ax.tick_params(length=0)
        handles = [Patch(color=shade, label=a.label) for a, shade in zip(self.actions, shades, strict=True)]
        below = (0.5, -0.02)
        ax.legend(handles=handles, loc="upper center", bbox_to_anchor=below, ncols=min(len(handles), 5))
        return ax


def grid(source: Strategy | Node, line: str = "", board: str = "") -> Grid:
    """The grid of the player who acts: after a line on a board of a strategy, or at a node of a solution."""
    if isinstance(source, Node):
        title = f"{source.board} {source.line}".strip()
        actions, chances, board = source.actions, source.probabilities, source.board
        weights = source.ranges[source.player]
    else:
        title = f"{board} {line or 'first decision'}".strip()
        actions, chances = source.actions(line), source.probabilities(line, board)
        weights = source.ranges(line, board)[source.player(line)]
    if chances.shape[1] != len(_CELL_OF):
        raise ValueError("a grid is of the 1,326 hands of hold'em")
    live = ~np.isin(_CARDS_OF, parse_cards(board)).any(axis=1)
    weights = np.asarray(weights, dtype=np.float64) * live
    total = np.bincount(_CELL_OF, weights=weights, minlength=169)
    count = np.bincount(_CELL_OF, weights=live.astype(np.float64), minlength=169)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = [np.bincount(_CELL_OF, weights=weights * row, minlength=169) / total for row in chances]
    mean = total / np.maximum(count, 1)
    return Grid(title, actions, np.array(shares).reshape(len(actions), 13, 13), mean.reshape(13, 13))
