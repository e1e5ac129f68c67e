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

/// Appends `1 + w` for each place picked, where `w` is the number of hands that would be expected in play
/// beside it among those close to it, if drawing it did not keep them out: hands `d` places away share its
/// share with a chance of `1 - d / size`, and would be in play with one of `1 / size`. Hands that collide
/// with it do not count. See [`Deal::own`](super::Deal::own).
///
/// # Complexity
/// O(places).
pub(super) fn stand_in(
    places: usize,
    picks: &[u16],
    collide: impl Fn(usize, usize) -> bool,
    own: &mut Vec<f32>,
) {
    let size = places as f32 / picks.len() as f32;
    own.extend(picks.iter().map(|&pick| {
        let pick = usize::from(pick);
        let kept_out = (1..places).take_while(|&d| (d as f32) < size).map(|d| {
            let around = [(pick + d) % places, (pick + places - d) % places];
            let apart = around.iter().filter(|&&other| !collide(pick, other)).count();
            apart as f32 * (1.0 - d as f32 / size)
        });
        1.0 + kept_out.sum::<f32>() / size
    }));
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

    /// Whatever is picked, it and those it stands for are what is expected of all places.
    #[test]
    fn a_pick_stands_for_those_it_keeps_out() {
        let (places, shares) = (120, 8);
        let mut picks = [0; 8];
        let (mut together, mut alone) = ([0.0; 16], 0.0);
        for number in 0..40_000 {
            one_of_each_share(places, &mut picks, &mut DealRng::for_iteration(11, number));
            if picks.contains(&60) {
                alone += 1.0;
                let near =
                    picks.iter().map(|pick| usize::from(pick.abs_diff(60))).filter(|d| (1..16).contains(d));
                near.for_each(|d| together[d] += 1.0);
            }
        }
        // Places on both sides; a share has 15.
        let expected = 2.0 * (1..15).map(|_| shares as f64 / places as f64).sum::<f64>();
        let met: f64 = together[1..15].iter().sum::<f64>() / alone;
        let mut own = Vec::new();
        stand_in(places, &[0, 15, 30, 45, 60, 75, 90, 105], |_, _| false, &mut own);
        assert!((expected - met - f64::from(own[4] - 1.0)).abs() < 0.03, "{expected} {met} {own:?}");
        assert!((own[4] - 1.0 - 14.0 / 15.0).abs() < 1e-5, "{own:?}");
        own.clear();
        stand_in(places, &[0, 15, 30, 45, 60, 75, 90, 105], |_, other| other % 2 == 0, &mut own);
        assert!((1.4..1.6).contains(&own[4]), "{own:?}");
    }

    #[test]
    fn as_many_shares_as_places_are_all_places() {
        let mut picks = [0; 9];
        one_of_each_share(9, &mut picks, &mut DealRng::for_iteration(3, 0));
        assert_eq!(picks, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
