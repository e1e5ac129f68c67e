//! Which hands of a board are dealt.

use super::DealRng;

/// Which private hands of a final board are in play, the same for both players.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HandSample {
    /// All of them.
    #[default]
    All,
    /// So many, drawn uniformly without replacement; all if there are not more.
    Uniform(usize),
    /// So many, one from each of as many equal shares of all hands in order of strength, so that strong,
    /// middling and weak hands are always there in their proportions; all if there are not more. Where the
    /// shares begin is drawn as well: every hand is as likely as every other, and two hands that are close in
    /// strength hardly ever meet.
    Stratified(usize),
}

impl HandSample {
    /// Number of hands in play if so many are alive.
    pub fn len(self, alive: usize) -> usize {
        match self {
            Self::All => alive,
            Self::Uniform(count) | Self::Stratified(count) => count.min(alive),
        }
    }

    /// Whether no hand is asked for.
    pub fn is_empty(self) -> bool {
        self.len(1) == 0
    }
}

/// One place in each of `picks.len()` equal shares of the places below `places`, ascending. The shares begin
/// at a place drawn at random, and the one that runs over the end goes on at the beginning.
///
/// # Panics
/// If there are fewer places than shares.
pub(super) fn one_of_each_share(places: usize, picks: &mut [u16], rng: &mut DealRng) {
    let shares = picks.len();
    assert!(shares <= places, "{shares} shares of {places} places");
    let begin = rng.below(places);
    for (share, pick) in picks.iter_mut().enumerate() {
        let [from, to] = [share, share + 1].map(|share| share * places / shares);
        *pick = ((begin + from + rng.below(to - from)) % places) as u16;
    }
    // They ascend but for one step back at the end of all places.
    let before_the_end = picks.partition_point(|&pick| usize::from(pick) >= begin);
    picks.rotate_left(before_the_end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_as_likely_as_any_other_and_places_ascend() {
        let (places, mut picks) = (11, [0; 4]);
        let mut seen = [0u32; 11];
        for number in 0..11_000 {
            one_of_each_share(places, &mut picks, &mut DealRng::for_iteration(1, number));
            assert!(picks.is_sorted_by(|a, b| a < b), "{picks:?}");
            picks.iter().for_each(|&pick| seen[usize::from(pick)] += 1);
        }
        // 4,000 expected, with a standard deviation of 50.
        assert!(seen.iter().all(|count| count.abs_diff(4000) < 250), "{seen:?}");
    }

    #[test]
    fn no_part_of_the_order_is_left_out() {
        let mut picks = [0; 64];
        for number in 0..100 {
            one_of_each_share(1081, &mut picks, &mut DealRng::for_iteration(7, number));
            let gaps = picks.windows(2).map(|two| two[1] - two[0]);
            let around = 1081 - picks[63] + picks[0];
            // Two shares of 16 or 17 places.
            assert!(gaps.chain([around]).all(|gap| gap < 34), "{picks:?}");
        }
    }

    #[test]
    fn as_many_shares_as_places_are_all_places() {
        let mut picks = [0; 9];
        one_of_each_share(9, &mut picks, &mut DealRng::for_iteration(3, 0));
        assert_eq!(picks, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
