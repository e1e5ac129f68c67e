"""What is written in Rust. Hands `[hand]` follow `combo_names()`; in small games `Strategy.hand_names`."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, final

import numpy as np
import numpy.typing as npt

from .progress import Progress

class HoldemError(ValueError):
    """What was asked cannot be done; says why."""

def evaluate(cards: npt.NDArray[np.uint8], *, workers: int = 0) -> npt.NDArray[np.uint16]:
    """`cards`: `[..., 5..7]` numbers from 0 to 51. Returns strengths `[...]`, 1 to 7462."""

def parse_cards(text: str) -> npt.NDArray[np.uint8]:
    """Card numbers of text such as `"AhKd7c"`."""

def card_names(cards: npt.NDArray[np.uint8]) -> list[str]:
    """Names of card numbers."""

def combo_names() -> list[str]:
    """`[hand]`: names of the 1,326 hands of hold'em."""

def canonical_board(board: str) -> tuple[int, str, list[int]]:
    """A flop, turn or river up to the names of its suits.

    Returns its number among the canonical boards of its street, the canonical board, and `[suit]`: the suit
    that each of c, d, h, s becomes.
    """

def equity(
    ranges: Sequence[Range | str],
    board: str = "",
    *,
    dead: str = "",
    samples: int | None = None,
    seed: int | None = None,
    workers: int = 0,
) -> dict[str, Any]:
    """See `holdem_solver.equity`."""

@final
class Range:
    """Weights, 0 to 1, of the 1,326 hands."""

    def __new__(cls, text: str = "") -> Range:
        """Text such as `"AA,KQs:0.5,A5s-A2s,76s+,AhKh"`."""
    @staticmethod
    def from_weights(weights: npt.NDArray[np.float32]) -> Range:
        """`weights`: `[1326]`."""
    @staticmethod
    def from_grid(grid: npt.NDArray[np.float32]) -> Range:
        """`grid`: `[13, 13]`, aces first, pairs on the diagonal, suited above, offsuit below."""
    @property
    def weights(self) -> npt.NDArray[np.float32]:
        """`[1326]`."""
    @property
    def grid(self) -> npt.NDArray[np.float32]:
        """`[13, 13]`: mean weight of each hand class."""
    def __len__(self) -> int:
        """Number of hands with a weight above 0."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Action:
    """An action of a decision."""

    @property
    def token(self) -> str:
        """As in a line: `f`, `k`, `c`, `r12`."""
    @property
    def label(self) -> str:
        """For people: `raise to 6bb`."""
    @property
    def kind(self) -> str:
        """`fold`, `check`, `call`, `raise` or `all-in`."""
    @property
    def to(self) -> int | None:
        """Chips put in on this street that a bet or raise goes to."""
    @property
    def line(self) -> str:
        """The line with this action at its end."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Strategy:
    """A strategy in a file, mapped: a blueprint, a snapshot, or a run directory. Threads may share it."""

    @staticmethod
    def open(path: str | PathLike[str]) -> Strategy:
        """Opens a run directory or a file; reads none of its probabilities."""
    def prepare(self, *, workers: int = 0, progress: Callable[[Progress], object] | None = None) -> None:
        """Opens the buckets, or builds them where they are missing. Before the flop nothing needs them."""
    @property
    def path(self) -> PathLike[str]: ...
    @property
    def game(self) -> str:
        """`holdem`, `mini-holdem`, `leduc` or `kuhn`."""
    @property
    def num_players(self) -> int: ...
    @property
    def num_hands(self) -> int:
        """Private hands, 1,326 in hold'em."""
    @property
    def hand_names(self) -> list[str]:
        """`[hand]`."""
    @property
    def iterations(self) -> int:
        """Boards it was trained on."""
    @property
    def unit(self) -> int:
        """The big blind in chips; the ante in Kuhn and Leduc."""
    def player(self, line: str) -> int:
        """Who acts after a line; 0 posts the small blind."""
    def lines(self) -> list[str]:
        """All lines after which somebody acts, in the order of the tree."""
    def actions(self, line: str) -> list[Action]:
        """What may be done after a line: fold, check or call, raises from small to large."""
    def probabilities(self, line: str, board: str = "") -> npt.NDArray[np.float32]:
        """`[action, hand]`; 0 for hands that the board takes a card of. `board`: cards as they were dealt."""
    def ranges(self, line: str, board: str = "") -> npt.NDArray[np.float32]:
        """`[player, hand]`: how likely a player takes all own actions on the way, with each hand."""
    def buckets(self, board: str = "") -> npt.NDArray[np.int32]:
        """`[hand]`: bucket on a board, -1 for hands that the board takes a card of."""
    def rows(self, line: str) -> npt.NDArray[np.float32]:
        """`[bucket, action]`: the rows of a decision in place: no copy, read only."""
    def to_parquet(
        self, path: str | PathLike[str], *, line: str = "", last_street: int = 3, force: bool = False
    ) -> int:
        """Writes a table with one row for each information set and action from a line on; returns its rows.

        Columns: `history`, `street`, `player`, `bucket`, `hand`, `action`, `to` (chips of a raise, else null),
        `probability`.
        """
    def values(
        self,
        line: str,
        board: str = "",
        *,
        boards: int | None = None,
        seed: int = 1,
        workers: int = 0,
        progress: Callable[[Progress], object] | None = None,
    ) -> Values:
        """What hands and actions are worth, for two players: one walk with real cards.

        Where more than `boards` may follow, so many are drawn, and `Values.costs` knows how far they may be
        off; `None`: 1,024 before the flop, all after it.
        """

@final
class Values:
    """What hands and actions are worth in chips over the whole hand, if both play the strategy from here on."""

    @property
    def player(self) -> int:
        """Who acts."""
    @property
    def mean(self) -> list[float]:
        """`[player]`: over both ranges."""
    @property
    def hands(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`; NaN where no hand of the other player comes here beside it."""
    @property
    def actions(self) -> npt.NDArray[np.float64]:
        """`[action, hand]` of the player who acts; NaN as in `hands`."""
    def costs(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """`[action, hand]` twice: how much more the best action is worth, and half its 95 % interval.

        The interval is 0 where all boards were walked. On a sample costs may be a little below 0.
        """
    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`: weight of the hands of the other player that can be held beside it."""

@final
class Solution:
    """A spot with its solver. Player 0 is out of position, player 1 in position."""

    def __new__(
        cls, spot: str, *, storage: str = "f32", variant: str = "dcfr-fast", workers: int = 0
    ) -> Solution:
        """`spot`: the text of a spot file. See `holdem_solver.prepare`."""
    @staticmethod
    def open(path: str | PathLike[str], *, resume: bool = False, workers: int = 0) -> Solution:
        """Opens a file to be asked, or with `resume` to be solved on."""
    def solve(
        self,
        target: float | None = None,
        *,
        time: float | None = None,
        iterations: int | None = None,
        progress: Callable[[Progress], object] | None = None,
    ) -> float:
        """Solves on; returns the exploitability in percent of the pot. Ctrl-C keeps what there is.

        As long as it goes on, `spot`, `iterations`, `exploitability_pct` and `memory_bytes` can be read, also in
        `progress` and by other threads. Everything else raises `HoldemError`.
        """
    @property
    def spot(self) -> str:
        """The text of the spot file."""
    @property
    def iterations(self) -> int: ...
    @property
    def exploitability_pct(self) -> float | None:
        """In percent of the pot; None before it has been measured."""
    @property
    def memory_bytes(self) -> int: ...
    def node(self, line: str = "") -> Node:
        """A decision: `"x b50 c Qc x"`."""
    def exploit(self, player: int, line: str = "") -> npt.NDArray[np.float64]:
        """`[hand]`: chips that each hand gains by the best response behind a line; NaN outside the range."""
    def save(self, path: str | PathLike[str], *, keep: str = "all", force: bool = False) -> int:
        """Writes a file; `keep="strategy"` leaves out what only solving on needs. Returns its bytes."""
    def to_parquet(
        self,
        path: str | PathLike[str],
        *,
        line: str = "",
        last_street: int | None = None,
        force: bool = False,
        progress: Callable[[Progress], object] | None = None,
    ) -> int:
        """Writes a table with one row for each decision from a line on, hand in range and action; returns its rows.

        Where a card is dealt, every card that the line does not name. `last_street`: 1 (flop) to 3 (river); None is
        the street that the line leads to, because each street behind it multiplies rows and time by up to 49 cards.

        Columns: `line`, `board`, `street`, `player` (`oop` or `ip`, who acts), `hand`, `weight` (0 to 1, as
        `Node.ranges`), `equity` (0 to 1), `ev` (chips, as `Node.hand_ev`), `action`, `to` (chips of a bet or raise,
        else null), `probability` (32 bits), `action_ev` (chips). Equity and EVs are null where no hand of the other
        player comes there beside the hand. Ctrl-C ends it, and no file appears.
        """

def solve_batch(
    spot: str,
    flops: int | str | Sequence[str],
    lines: Sequence[str],
    *,
    target: float | None = None,
    time: float | None = None,
    iterations: int | None = None,
    directory: str | PathLike[str] | None = None,
    solutions: str | None = None,
    storage: str = "f32",
    variant: str = "dcfr-fast",
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> list[dict[str, Any]]:
    """`spot`: the text of a spot file. See `holdem_solver.solve_batch`."""

@final
class Node:
    """What a solution says about a decision. Player 0 is out of position."""

    @property
    def line(self) -> str: ...
    @property
    def board(self) -> str: ...
    @property
    def player(self) -> int:
        """Who acts."""
    @property
    def pot(self) -> int:
        """Chips in the pot, bets of the street included."""
    @property
    def to_call(self) -> int: ...
    @property
    def ev(self) -> list[float]:
        """`[player]`: chips out of the pot less what is put in from here on."""
    @property
    def equity(self) -> list[float]:
        """`[player]`: 0 to 1."""
    @property
    def actions(self) -> list[Action]: ...
    @property
    def frequencies(self) -> npt.NDArray[np.float64]:
        """`[action]`: over the whole range."""
    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """`[action, hand]` of the player who acts; 0 for hands outside the range."""
    @property
    def ranges(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`: weight at the root times the probability of the player's own actions."""
    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`: how often a hand is here: its range times that of all hands that go with it."""
    @property
    def hand_ev(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`; NaN outside the range."""
    @property
    def hand_equity(self) -> npt.NDArray[np.float64]:
        """`[player, hand]`; NaN outside the range."""

@final
class Run:
    """A run that has ended."""

    @property
    def directory(self) -> PathLike[str]: ...
    @property
    def interrupted(self) -> bool: ...
    @property
    def report(self) -> dict[str, Any]:
        """What `report.json` holds."""

def train(
    config: str = "",
    *,
    logdir: str | PathLike[str] | None = None,
    resume_from: str | PathLike[str] | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> Run:
    """`config`: text of a configuration. See `holdem_solver.train`."""

def read_log(path: str | PathLike[str]) -> dict[str, Any]:
    """See `holdem_solver.read_log`."""

def write_log(path: str | PathLike[str], to: str | PathLike[str], *, force: bool = False) -> int:
    """See `holdem_solver.write_log`."""

def exploitability(
    strategy: Strategy,
    *,
    flops: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """What best responses with real cards win, mbb per hand, as `holdem eval exploitability --format json` says it."""

def game_value(
    strategy: Strategy,
    *,
    boards: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """What the first seat wins when the strategy plays both seats."""

def versus(
    strategy: Strategy,
    other: Strategy,
    *,
    boards: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """What a strategy wins from another one of the same tree, exact over hands, on sampled boards."""

def lbr(
    strategy: Strategy,
    *,
    bets: str = "fcpa",
    street: int = 0,
    flops: int | None = None,
    until: float | None = None,
    time: float | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """Local best response: a lower bound on exploitability at any size of bet, as `holdem eval lbr` says it.

    `bets`: `"fc"`, `"fcpa"` or `"many"`; `street`: the first one on which it responds; `until` in mbb per hand, `time`
    in seconds; without them 64 flops.
    """

def match_players(
    players: Sequence[str | Strategy],
    *,
    seats: int | None = None,
    hands: int = 100_000,
    until: float | None = None,
    aivat: bool = True,
    translation: str = "randomised",
    seed: int = 1,
    phh: str | PathLike[str] | None = None,
    table: str | PathLike[str] | None = None,
    force: bool = False,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """Players against each other, each deal played from all seats, as `holdem eval match --format json` says it.

    `players`: open strategies, or words of the command line: `"call"`, `"tight"`, a path, `"exec:COMMAND"`. The last
    one takes all seats that are left; `seats` counts where no player is a strategy. `until`: ends once every 95 %
    interval is no wider on either side, in mbb per hand. `aivat`: luck is taken out where that can be done, beside
    raw results. `phh`: a file for the hand histories. `table`: a file that ends in `.csv`, `.json` or `.parquet`, for a
    row for each deal and player: `deal`, `number` (of the player, from 0), `player`, `hands` (of the deal, over all
    seats), `won` (chips in them) and `aivat` (chips with luck taken out, else null). Files that are there are only
    replaced with `force`. Nothing depends on `workers`.

    Returns `hands`, `deals`, `seats`, `seed`, `interrupted`, and `players`: for each `player`, `won`,
    `deviation_mbb` and `aivat`. `holdem_solver.columns` makes a table of it.
    """

def search(
    strategy: Strategy,
    line: str = "",
    board: str = "",
    *,
    think: float | None = None,
    iterations: int | None = None,
    method: str = "mixed",
    from_street: str = "turn",
    menu: str | None = None,
    memory_mb: int = 1024,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> Searched:
    """One decision of a hand in play, searched: as `holdem search` explains it. For hold'em with two players.

    `line`: the betting so far, `"r5c/kb8"`, in chips of the strategy; sizes need not be in its tree. `board`: public
    cards, the flop first. `think` in seconds (2 if nothing is said), or `iterations`: then the same result everywhere.
    `method`: `"unsafe"`, `"resolve"`, `"reach"`, `"max-margin"` or `"mixed"`. `menu`: bet sizes of the subgame, YAML as
    the key `game.menu` of a configuration. `progress` hears of the iterations of every subgame that is solved on the
    way, about ten times a second; what it raises, or Ctrl-C, ends the search.
    """

def search_street(
    strategy: Strategy,
    street: int = 1,
    *,
    method: str = "mixed",
    iterations: int = 200,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """All subgames that begin with a street solved anew, in Leduc and mini hold'em, as `holdem eval subgames` says it.

    `street` counts from 0. Returns `before` and `after`, the exploitability over all boards of the strategy itself and
    with the solutions put into it, `residual` (a safe method raises exploitability by no more), each with its `mbb` per
    hand, and `street`, `method`, `iterations`, `subgames`, `secs`.
    """

@final
class Searched:
    """What is played at a decision, and why. Chips and values are those of the strategy's game, from here on."""

    @property
    def player(self) -> int:
        """Who acts; 0 posts the small blind."""
    @property
    def street(self) -> int:
        """0 before the flop."""
    @property
    def pot(self) -> int: ...
    @property
    def refused(self) -> str | None:
        """Why the strategy itself is played; None if the decision was searched."""
    @property
    def moves(self) -> list[str]:
        """`[move]`: as in a line."""
    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """`[move, hand]`: what is played; 0 for hands that it says nothing about."""
    @property
    def values(self) -> npt.NDArray[np.float64] | None:
        """`[hand]`: mean chips, where they are known."""
    @property
    def move_values(self) -> npt.NDArray[np.float64] | None:
        """`[move, hand]`: mean chips if the hand makes the move, where they are known."""
    @property
    def blueprint_moves(self) -> list[str] | None:
        """`[move]`: those of the strategy itself; None where its tree has ended."""
    @property
    def blueprint_probabilities(self) -> npt.NDArray[np.float32] | None:
        """`[move, hand]`."""
    @property
    def ranges(self) -> npt.NDArray[np.float32] | None:
        """`[player, hand]`: how likely each player comes to the beginning of the street; None if not searched."""
    @property
    def found(self) -> dict[str, Any] | None:
        """`method`, `iterations`, `secs`, `decisions`, `table_bytes`, `exploitability_pct`, `margin_least_chips`,
        `margin_excess_chips`; None if not searched."""

@final
class Hand:
    """A hand of no-limit hold'em by the rules, move by move, for two to nine seats.

    Seat 0 posts the small blind and the last one is the button; with two seats seat 1 is the button and posts the
    small blind. Public cards are dealt when they are due; hole cards whenever they are known.
    """

    def __new__(cls, stacks: Sequence[int], *, small_blind: int = 1, big_blind: int = 2, ante: int = 0) -> Hand: ...
    @staticmethod
    def from_phh(text: str) -> Hand:
        """Plays a hand history of one hand."""
    @property
    def num_seats(self) -> int: ...
    @property
    def to_act(self) -> int | None:
        """The seat in turn; None when betting is over."""
    @property
    def is_over(self) -> bool: ...
    @property
    def street(self) -> int:
        """0 before the flop."""
    @property
    def missing_board(self) -> int:
        """Public cards that are due: all five once betting has ended in a showdown."""
    @property
    def pot(self) -> int: ...
    @property
    def to_call(self) -> int: ...
    @property
    def raise_to(self) -> tuple[int, int] | None:
        """The smallest and the largest total on this street that can be raised to; None if none can."""
    @property
    def may_fold(self) -> bool: ...
    @property
    def starting_stacks(self) -> list[int | None]: ...
    @property
    def blinds(self) -> list[int]:
        """Blinds and straddles as a hand history writes them: the small blind first."""
    @property
    def antes(self) -> list[int]: ...
    @property
    def min_bet(self) -> int: ...
    @property
    def stacks(self) -> list[int]:
        """Chips behind, by seat."""
    @property
    def bets(self) -> list[int]:
        """Chips put in on this street, by seat."""
    @property
    def contributed(self) -> list[int]:
        """Chips put in since the beginning, by seat; uncalled chips have left it where a round is over."""
    @property
    def folded(self) -> list[bool]: ...
    @property
    def board(self) -> str: ...
    @property
    def holes(self) -> list[str | None]: ...
    @property
    def events(self) -> list[tuple[int | None, str]]:
        """Moves with their seats, and public cards with None, in order."""
    @property
    def line(self) -> str:
        """The betting as `Strategy.actions` reads it: `"r6c/kb8"`."""
    def act(self, action: str) -> None:
        """A move of the seat in turn: `f`, `k`, `c`, `a` for all-in, `b8` or `r8` for a total on this street."""
    def deal_hole(self, seat: int, hole: str) -> None: ...
    def deal_board(self, board: str) -> None: ...
    def menu(self, sizes: Sequence[float]) -> list[str | None]:
        """`[action]`: fold, check or call, raises of these shares of the pot, all-in; None where not legal."""
    def payoffs(self) -> list[int]:
        """Chips won or lost, by seat, when betting is over; a showdown needs the cards of all who are in it."""
    def to_phh(self, players: Sequence[str] | None = None) -> str:
        """The hand as a hand history, with names by seat."""
    def copy(self) -> Hand: ...

@final
class Tables:
    """Many hands side by side, stepped together. At every table hand follows hand, and players move one seat on.

    `tables` of them. `players`: open strategies, or words of the command line, who take the seats behind the agents;
    the last one takes all that are left. The game is that of the first strategy, else hold'em by `seats`, `stack` (in
    big blinds) and blinds. Actions: 0 folds, 1 checks or calls, then raises of `sizes` (shares of the pot after a
    call), the last one is all-in. The same seed and actions lead to the same hands for any number of `workers`.
    """

    def __new__(
        cls,
        tables: int,
        players: Sequence[str | Strategy] = ...,
        *,
        agents: int | None = None,
        seats: int | None = None,
        stack: float = 100.0,
        small_blind: int = 1,
        big_blind: int = 2,
        ante: int = 0,
        sizes: Sequence[float] = ...,
        seed: int = 1,
        workers: int = 1,
    ) -> Tables: ...
    @property
    def num_tables(self) -> int: ...
    @property
    def num_seats(self) -> int: ...
    @property
    def num_agents(self) -> int:
        """Players 0 to `num_agents - 1` are those whose moves are asked for."""
    @property
    def num_actions(self) -> int: ...
    @property
    def big_blind(self) -> int:
        """In chips."""
    def reset(self, seed: int | None = None) -> View:
        """Begins anew, with the last seed if none is said."""
    def look(self) -> View: ...
    def step(self, actions: npt.NDArray[np.int64]) -> View:
        """`actions`: `[table]`. One that is not legal is taken as the nearest that is."""
    def step_chips(self, chips: npt.NDArray[np.int64]) -> View:
        """`chips`: `[table]`: -1 folds, 0 checks or calls, more raises to so many on this street."""

@final
class View:
    """What the agents in turn see, and what the last step brought. Each array is a copy."""

    @property
    def player(self) -> npt.NDArray[np.uint8]:
        """`[table]`: the agent in turn."""
    @property
    def seat(self) -> npt.NDArray[np.uint8]:
        """`[table]`: where it sits."""
    @property
    def street(self) -> npt.NDArray[np.uint8]:
        """`[table]`: 0 before the flop."""
    @property
    def cards(self) -> npt.NDArray[np.uint8]:
        """`[table, 7]`: its hole cards, then public cards; 255 where none lies."""
    @property
    def chips(self) -> npt.NDArray[np.int32]:
        """`[table, 4 + 3 * seats]`: pot, to call, smallest and largest raise (0 if none), then for all seats, its
        own first: chips behind, chips put in on this street, chips put in since the beginning."""
    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """`[table, seat]`, its own first: whether it has not folded."""
    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """`[table, action]`: whether an action is legal."""
    @property
    def won(self) -> npt.NDArray[np.int64]:
        """`[table, player]`: chips won in the hands that ended with the last step."""
    @property
    def finished(self) -> npt.NDArray[np.uint32]:
        """`[table]`: hands that ended with the last step."""

def review(
    path: str | PathLike[str],
    strategy: Strategy,
    *,
    player: str | None = None,
    boards: int | None = None,
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> dict[str, Any]:
    """Recorded hands (PHH) under review: what the strategy does, and what each choice cost by its values.

    Before the flop boards are sampled (1,024 unless `boards` says how many), and `cost_error_bb` stands
    beside each cost.
    """
