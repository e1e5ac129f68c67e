//! The boards of a game, and which of them are the same up to suit isomorphism.
//!
//! Only one board of each class is walked. A renaming counts if it changes neither the board, nor the
//! players' ranges, nor the locks; with a lock after a deal, none counts. The values of the other boards of a
//! class are those of the first with the hands renamed. Boards of the same class type (the renamings that
//! lead to its members) are added up before they are renamed.

use super::board::{BoardHands, ClassType, LockedRows};
use super::game::ExactGame;
use crate::kernels::exact::Rank;
use holdem_game::deal::{Board, Deal, Renaming, Runout};
use holdem_game::tree::{NodeId, NodeKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// No slot.
const NONE: u16 = u16::MAX;

/// One board that follows the root, and all boards after it: a tree, with its root first.
pub(super) type Part = Vec<BoardHands>;

/// All boards of a game.
#[derive(Debug)]
pub(super) struct Boards {
    /// The part of the root alone first, then one for each board that may follow it.
    pub(super) parts: Vec<Part>,
    /// `[part]`: how many numbers its tables have.
    pub(super) sizes: Vec<usize>,
}

/// How many numbers the tables of a board need, from its level and its two widths.
pub(super) type TableSize<'a> = &'a dyn Fn(usize, [usize; 2]) -> usize;

impl Boards {
    /// Lists all boards of a game. `levels` counts streets from the root's on.
    pub(super) fn new(game: &ExactGame, levels: usize, size: TableSize<'_>) -> Self {
        let mut grower = Grower::new(game, levels, size);
        let group = grower.symmetries();
        let mut root = grower.hands(0, game.board).unwrap_or_default();
        root.locks = grower.locks(&root, &[]);
        root.held = grower.held(&[]);
        root.chance = 1.0;
        let mut boards =
            Self { parts: vec![Part::new()], sizes: vec![size(0, [root.width(0), root.width(1)])] };
        for (first, group) in grower.follow(0, &mut root, &group) {
            let mut part = Part::new();
            root.next.push(boards.parts.len() as u32);
            boards.sizes.push(grower.grow(1, first, &group, &mut part));
            boards.parts.push(part);
        }
        boards.parts[0].push(root);
        boards
    }

    /// `[board]`: how many deals after the root's street the boards of a part are.
    pub(super) fn levels(&self, part: usize) -> Vec<usize> {
        if part == 0 {
            // The boards after the root's are other parts.
            return vec![0];
        }
        let boards = &self.parts[part];
        let mut levels = vec![1; boards.len()];
        for (at, board) in boards.iter().enumerate() {
            board.next.iter().for_each(|&next| levels[next as usize] = levels[at] + 1);
        }
        levels
    }

    /// The board of the root.
    pub(super) fn root(&self) -> &BoardHands {
        &self.parts[0][0]
    }
}

type Group = Vec<Arc<Renaming>>;

struct Grower<'a> {
    game: &'a ExactGame,
    levels: usize,
    size: TableSize<'a>,
    first_street: usize,
    deal: Deal,
    /// Boards on the way to the current board.
    path: Vec<Board>,
    /// `[player][private hand]`: slot on the current board.
    slots: [Vec<u16>; 2],
}

impl<'a> Grower<'a> {
    fn new(game: &'a ExactGame, levels: usize, size: TableSize<'a>) -> Self {
        let first_street = usize::from(game.tree.node(0).street);
        let slots = vec![NONE; game.cards.num_hands()];
        Self {
            game,
            levels,
            size,
            first_street,
            deal: Deal::default(),
            path: Vec::new(),
            slots: [slots.clone(), slots],
        }
    }

    /// Renamings of the root that change nothing.
    fn symmetries(&self) -> Group {
        let game = self.game;
        let behind = game.locks.iter().map(|lock| &lock.boards);
        let behind = behind.chain(game.frequencies.iter().map(|frequency| &frequency.boards));
        if behind.into_iter().any(|boards| !boards.is_empty()) {
            return Vec::new();
        }
        let keeps_ranges = |renaming: &Renaming| {
            let same = |weights: &Vec<f32>| {
                (0..weights.len()).all(|hand| weights[hand] == weights[usize::from(renaming.hands[hand])])
            };
            game.weights.iter().all(same)
        };
        let keeps_locks = |renaming: &Renaming| {
            game.locks.iter().all(|lock| {
                let strategy = &lock.strategy;
                (0..strategy.len()).all(|hand| strategy[hand] == strategy[usize::from(renaming.hands[hand])])
            })
        };
        let keeps_gadget = |renaming: &Renaming| {
            game.gadget.as_ref().is_none_or(|gadget| {
                (0..gadget.promised.len()).all(|hand| {
                    let other = usize::from(renaming.hands[hand]);
                    gadget.promised[hand] == gadget.promised[other]
                        && gadget.bound[hand] == gadget.bound[other]
                })
            })
        };
        let keeps =
            |renaming: &Renaming| keeps_ranges(renaming) && keeps_locks(renaming) && keeps_gadget(renaming);
        game.cards.renamings(game.board).into_iter().filter(keeps).map(Arc::new).collect()
    }

    /// The hands of both players on a board; `None` if a player has none.
    fn hands(&mut self, level: usize, board: Board) -> Option<BoardHands> {
        self.game.cards.layer(self.first_street + level, board, &mut self.deal);
        let (deal, game) = (&self.deal, self.game);
        let held = |player: usize| -> Box<[u16]> {
            deal.hands.iter().copied().filter(|&hand| game.weights[player][usize::from(hand)] > 0.0).collect()
        };
        let hands = [held(0), held(1)];
        if hands.iter().any(|hands| hands.is_empty()) {
            return None;
        }
        let blockers = |hands: &[u16]| hands.iter().map(|&hand| game.cards.blockers(hand.into())).collect();
        let mut found = BoardHands {
            board,
            blockers: [blockers(&hands[0]), blockers(&hands[1])],
            hands,
            ..BoardHands::default()
        };
        self.list_slots(&found);
        found.same = [0, 1].map(|player: usize| {
            let other = &self.slots[1 - player];
            let width = found.width(1 - player) as u16;
            let same =
                |&hand: &u16| Some(other[usize::from(hand)]).filter(|&slot| slot != NONE).unwrap_or(width);
            found.hands[player].iter().map(same).collect()
        });
        if level + 1 == self.levels {
            found.ranks = [self.ranks(0), self.ranks(1)];
        }
        Some(found)
    }

    fn list_slots(&mut self, board: &BoardHands) {
        for (slots, hands) in self.slots.iter_mut().zip(&board.hands) {
            slots.fill(NONE);
            for (slot, &hand) in (0..).zip(hands) {
                slots[usize::from(hand)] = slot;
            }
        }
    }

    /// Strengths for valuing `player` on the current board, which is final.
    fn ranks(&self, player: usize) -> Box<[Rank]> {
        let held = |player: usize, hand: u16| u16::from(self.slots[player][usize::from(hand)] != NONE);
        let (mut start, mut own, mut other) = (0, 0, 0);
        let mut ranks = Vec::new();
        for &end in &self.deal.tie_ends {
            let group = &self.deal.hands[start..usize::from(end)];
            let count = |player| group.iter().map(|&hand| held(player, hand)).sum::<u16>();
            let (weaker, mine) = (other, count(player));
            other += count(1 - player);
            own += mine;
            if mine > 0 {
                ranks.push(Rank { weaker, equal: other, own });
            }
            start = usize::from(end);
        }
        ranks.into()
    }

    /// Every board that may follow, each with its own probability: some games list one of each class, with
    /// the probability of all boards that are the same up to suit isomorphism.
    fn runouts(&self, level: usize, board: Board) -> Vec<Runout> {
        let cards = &self.game.cards;
        let listed = cards.runouts(self.first_street + level, board);
        let known: BTreeSet<Board> = listed.iter().map(|runout| runout.board).collect();
        let renamings = cards.renamings(board);
        let mut all = Vec::with_capacity(listed.len());
        for runout in listed {
            let images: BTreeSet<Board> = renamings.iter().map(|by| by.board(runout.board)).collect();
            let unlisted: Vec<Board> = images.difference(&known).copied().collect();
            let probability = runout.probability / (1 + unlisted.len()) as f32;
            let alike = std::iter::once(runout.board).chain(unlisted);
            all.extend(alike.map(|board| Runout { board, probability }));
        }
        all
    }

    /// Boards that may follow, one of each class, with the renamings that keep them. Writes the types of
    /// their classes.
    fn follow(&mut self, level: usize, parent: &mut BoardHands, group: &Group) -> Vec<(BoardHands, Group)> {
        if level + 1 == self.levels {
            return Vec::new();
        }
        let runouts = self.runouts(level, parent.board);
        let mut seen = BTreeSet::new();
        let (mut next, mut types) = (Vec::new(), Vec::<Group>::new());
        for runout in runouts {
            if !seen.insert(runout.board) {
                continue;
            }
            let members: Group =
                group.iter().filter(|renaming| seen.insert(renaming.board(runout.board))).cloned().collect();
            let Some(mut hands) = self.hands(level + 1, runout.board) else { continue };
            let same = |known: &Group| {
                known.len() == members.len() && known.iter().zip(&members).all(|(a, b)| Arc::ptr_eq(a, b))
            };
            hands.class_type = types.iter().position(same).unwrap_or_else(|| {
                types.push(members);
                types.len() - 1
            }) as u16;
            hands.chance = parent.chance * runout.probability;
            let keeps = |renaming: &&Arc<Renaming>| renaming.board(runout.board) == runout.board;
            next.push((hands, group.iter().filter(keeps).cloned().collect()));
        }
        self.list_slots(parent);
        for (hands, _) in &mut next {
            hands.before = [0, 1].map(|player: usize| {
                hands.hands[player].iter().map(|&hand| self.slots[player][usize::from(hand)]).collect()
            });
        }
        parent.types = types.iter().map(|members| self.class_type(parent, members)).collect();
        next
    }

    /// Strategies held fixed on a board.
    fn locks(&self, board: &BoardHands, path: &[Board]) -> Vec<LockedRows> {
        let tree = &self.game.tree;
        let here = self.game.locks.iter().filter(|lock| lock.boards == path);
        let rows = here.filter_map(|lock| match tree.node(lock.node).kind {
            NodeKind::Decision { player } => {
                let hands = (0..).zip(&board.hands[usize::from(player)]);
                let locked = |(slot, &hand): (u16, &u16)| {
                    lock.strategy[usize::from(hand)].as_ref().map(|play| (slot, play.clone().into()))
                };
                Some(LockedRows { node: lock.node, slots: hands.filter_map(locked).collect() })
            }
            NodeKind::Fold { .. } | NodeKind::Showdown => None,
        });
        rows.collect()
    }

    /// Nodes of a board that play wanted frequencies.
    fn held(&self, path: &[Board]) -> Vec<(NodeId, usize)> {
        let all = self.game.frequencies.iter().enumerate();
        let here = all.filter(|(_, frequency)| frequency.boards == path);
        here.map(|(number, frequency)| (frequency.node, number)).collect()
    }

    /// Where the hands of the current board go under renamings.
    fn class_type(&self, parent: &BoardHands, members: &Group) -> ClassType {
        let renamed = members.iter().map(|renaming| {
            [0, 1].map(|player: usize| {
                let image = |&hand: &u16| self.slots[player][usize::from(renaming.hands[usize::from(hand)])];
                parent.hands[player].iter().map(image).collect()
            })
        });
        ClassType { renamed: renamed.collect(), renamings: members.clone() }
    }

    /// Appends a board and all that follow to a part; returns where their tables end.
    fn grow(&mut self, level: usize, mut board: BoardHands, group: &Group, part: &mut Part) -> usize {
        let at = part.len();
        self.path.truncate(level - 1);
        self.path.push(board.board);
        board.locks = self.locks(&board, &self.path);
        board.held = self.held(&self.path);
        let next = self.follow(level, &mut board, group);
        let mut end = board.table + (self.size)(level, [board.width(0), board.width(1)]);
        part.push(board);
        for (mut hands, group) in next {
            hands.table = end;
            let child = part.len() as u32;
            part[at].next.push(child);
            end = self.grow(level + 1, hands, &group, part);
        }
        end
    }
}
