//! How strong a hand of one to seven cards is.

use holdem_cards::CardSet;
use holdem_cards::evaluator::evaluate;

/// The strength of all cards that a player can use: comparable among hands of equally many cards, the higher
/// the better, equal for ties.
///
/// From five cards on it is the best hand of five, as in hold'em. With fewer cards there are no straights and
/// no flushes: quads beat trips, then come two pair, a pair and high cards; equal patterns are decided by
/// their ranks, those of the largest groups first.
pub(super) fn strength(cards: CardSet) -> u32 {
    if cards.len() >= 5 { u32::from(evaluate(cards).0) } else { strength_of_groups(cards) }
}

/// Groups of equal ranks, the largest and highest first: three bits for the size of each, then four for its
/// rank.
fn strength_of_groups(cards: CardSet) -> u32 {
    let mut counts = [0u32; 13];
    cards.iter().for_each(|card| counts[usize::from(card.rank())] += 1);
    let mut groups: [(u32, u32); 4] = [(0, 0); 4];
    let found = (0..).zip(counts).filter(|(_, count)| *count > 0);
    groups.iter_mut().zip(found).for_each(|(group, (rank, count))| *group = (count, rank));
    groups.sort_unstable_by(|a, b| b.cmp(a));
    let sizes = groups.iter().fold(0, |key, (count, _)| key << 3 | count);
    groups.iter().fold(sizes, |key, (_, rank)| key << 4 | rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> u32 {
        strength(text.parse().expect("cards"))
    }

    #[test]
    fn fewer_than_five_cards_are_ranked_by_groups() {
        let ladders: [&[&str]; 4] = [
            &["2c", "3c", "As"],
            &["2c 3d", "2c 4d", "3c 4d", "2c Ad", "2c 2d", "Ac Ad"],
            &["2c 3c 4c", "Ac Kd Jh", "Ac Kd Qh", "2c 2d 3h", "2c 2d Ah", "3c 3d 2h", "2c 2d 2h"],
            &["2c 3c 4c 5c", "2c 2d 3h 4s", "2c 2d 3h Ah", "2c 2d 3h 3s", "3c 3d 4h 4s", "2c 2d Ah As"],
        ];
        for ladder in ladders {
            for pair in ladder.windows(2) {
                assert!(of(pair[0]) < of(pair[1]), "{} below {}", pair[0], pair[1]);
            }
        }
        assert!(of("2c 2d Ah As") < of("2c 2d 2h 3s") && of("Ac Ad Ah Ks") < of("2c 2d 2h 2s"));
        assert_eq!(of("Ac Kc Qc Jc"), of("Ah Kd Qs Jc"), "no flush below five cards");
    }

    #[test]
    fn five_cards_and_more_are_ranked_as_in_holdem() {
        assert!(of("2c 3c 4c 5c 6c") > of("Ac Ad Ah As Kc"), "a straight flush beats quads");
        assert!(of("2c 3d 4c 5c 6c 9h") > of("Ac Ad Ah Ks Qd 2s"), "a straight beats trips");
    }
}
