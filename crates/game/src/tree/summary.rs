//! A tree in numbers: counts by street, and a fingerprint.

use super::{Action, BettingTree, MAX_STREETS, NodeKind};

/// The number of nodes and edges on one street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreetCounts {
    /// Nodes where somebody acts.
    pub decisions: usize,
    /// Nodes where the hand ends.
    pub terminals: usize,
    /// Actions of the decisions together.
    pub actions: usize,
}

impl BettingTree {
    /// Number of decisions, terminals and actions by street; streets that the game does not have are zero.
    ///
    /// # Complexity
    /// O(nodes).
    pub fn counts(&self) -> [StreetCounts; MAX_STREETS] {
        let mut counts = [StreetCounts::default(); MAX_STREETS];
        for node in &self.nodes {
            let street = &mut counts[node.street as usize];
            street.actions += node.num_actions as usize;
            match node.kind {
                NodeKind::Decision { .. } => street.decisions += 1,
                _ => street.terminals += 1,
            }
        }
        counts
    }

    /// Number of nodes where somebody acts.
    ///
    /// # Complexity
    /// O(nodes).
    pub fn num_decisions(&self) -> usize {
        self.nodes.iter().filter(|node| node.num_actions > 0).count()
    }

    /// Bytes that the arrays of the tree take.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.nodes[..])
            + size_of_val(&self.edges[..])
            + size_of_val(&self.contributions[..])
            + size_of_val(&self.live[..])
    }

    /// A hash of the structure: players, streets, who acts where with which actions, the chips at every node,
    /// dead chips and rake. Trees with equal fingerprints index the same tables. Stable across versions and
    /// machines (64-bit FNV-1a).
    ///
    /// # Complexity
    /// O(nodes).
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::new();
        hash.write(self.num_players as u32);
        hash.write(self.num_streets as u32);
        for (id, node) in self.nodes.iter().enumerate() {
            hash.write(
                kind_code(node.kind) << 16 | u32::from(node.street) << 8 | u32::from(node.num_actions),
            );
            for edge in self.edges(id as u32) {
                let (code, chips) = action_code(edge.action);
                hash.write(code);
                hash.write(chips);
            }
        }
        for &chips in &self.contributions {
            hash.write(chips);
        }
        self.hash_pot(&mut hash);
        hash.0
    }

    /// Dead chips and rake count only where there are any, so that trees without them keep their
    /// fingerprints.
    fn hash_pot(&self, hash: &mut Fnv) {
        if self.dead != 0 {
            hash.write(self.dead);
        }
        if !self.rake.is_none() {
            [self.rake.rate, self.rake.cap].map(f64::to_bits).iter().for_each(|&bits| {
                hash.write(bits as u32);
                hash.write((bits >> 32) as u32);
            });
        }
    }
}

fn kind_code(kind: NodeKind) -> u32 {
    match kind {
        NodeKind::Decision { player } => u32::from(player),
        NodeKind::Fold { winner } => 0x100 | u32::from(winner),
        NodeKind::Showdown => 0x200,
    }
}

fn action_code(action: Action) -> (u32, u32) {
    match action {
        Action::Fold => (0, 0),
        Action::Check => (1, 0),
        Action::Call => (2, 0),
        Action::RaiseTo(to) => (3, to),
        Action::AllIn(to) => (4, to),
    }
}

/// The Fowler-Noll-Vo hash, variant 1a, over the bytes of words, the lowest first.
struct Fnv(u64);

/// Its prime, and powers of it.
const PRIME: [u64; 4] = {
    let prime: u64 = 0x0000_0100_0000_01b3;
    let square = prime.wrapping_mul(prime);
    [prime, square, square.wrapping_mul(prime), square.wrapping_mul(square)]
};

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, word: u32) {
        // A zero byte is only a multiplication, so those at the end of a word become a single one. Each
        // multiplication has to wait for the one before.
        let [first, second, third, fourth] = word.to_le_bytes().map(u64::from);
        let [once, _, three_times, four_times] = PRIME;
        self.0 ^= first;
        self.0 = match word {
            0..=0xff => self.0.wrapping_mul(four_times),
            0x100..=0xffff => (self.0.wrapping_mul(once) ^ second).wrapping_mul(three_times),
            _ => {
                let two = (self.0.wrapping_mul(once) ^ second).wrapping_mul(once);
                ((two ^ third).wrapping_mul(once) ^ fourth).wrapping_mul(once)
            }
        };
    }
}
