//! The charts of TensorBoard, under the names that people already chart.

use holdem_cfr::engine::Engine;
use holdem_cfr::vector::solver::Work;
use holdem_telemetry::Reporter;
use holdem_telemetry::resources::{self, Usage};

use super::tables::{StreetState, TableReader};
use holdem_blueprint::Game;

/// Weight of the newest point in the moving average of the utility.
const NEWEST: f64 = 0.1;

/// What the charts remember from one point to the next.
pub(crate) struct Charts {
    tables: TableReader,
    last: Work,
    last_secs: f64,
    last_usage: Usage,
    utility_average: Option<f64>,
    last_norms: Vec<f64>,
}

impl Charts {
    /// Charts of a session that begins with this work done.
    pub(crate) fn new(game: &Game, first: &Work) -> Self {
        Self {
            tables: TableReader::new(game),
            last: *first,
            last_secs: 0.0,
            last_usage: Usage::default(),
            utility_average: None,
            last_norms: Vec::new(),
        }
    }

    /// Adds a point to every chart; returns the number of information sets trained so far.
    pub(crate) fn draw(
        &mut self,
        reporter: &mut Reporter,
        game: &Game,
        engine: &dyn Engine,
        training_secs: f64,
        usage: &Usage,
    ) -> u64 {
        let work = engine.work();
        let streets = self.tables.read(engine);
        let infosets = streets.iter().map(|street| street.infosets).sum();
        if work.iterations > self.last.iterations {
            let secs = (training_secs - self.last_secs).max(1e-9);
            self.draw_training(reporter, game, &work, infosets);
            self.draw_performance(reporter, &work, secs, usage);
            self.draw_streets(reporter, game, &work, &streets);
            if let Some(epsilon) = engine.epsilon() {
                reporter.scalar("Training/Epsilon", work.iterations, epsilon.into());
            }
            (self.last, self.last_secs, self.last_usage) = (work, training_secs, usage.clone());
        }
        infosets
    }

    fn draw_training(&mut self, reporter: &mut Reporter, game: &Game, work: &Work, infosets: u64) {
        let step = work.iterations;
        let boards = (step - self.last.iterations) as f64;
        let utility = game.to_mbb((work.utility_sum - self.last.utility_sum) / boards);
        let average = self.utility_average.map_or(utility, |old| old + NEWEST * (utility - old));
        self.utility_average = Some(average);
        reporter.scalar("Training/Utility", step, utility);
        reporter.scalar("Training/UtilityMovingAvg", step, average);
        reporter.scalar("Training/NumInfosets", step, infosets as f64);
    }

    fn draw_performance(&self, reporter: &mut Reporter, work: &Work, secs: f64, usage: &Usage) {
        let step = work.iterations;
        let per_sec = |now: u64, then: u64| now.saturating_sub(then) as f64 / secs;
        let rates = [
            ("Performance/IterationsPerSecond", per_sec(work.iterations, self.last.iterations)),
            ("Performance/NodesPerSecond", per_sec(work.nodes, self.last.nodes)),
            (
                "Performance/HandNodeVisitsPerSecond",
                per_sec(work.hand_node_visits, self.last.hand_node_visits),
            ),
        ];
        for (tag, value) in rates {
            reporter.scalar(tag, step, value);
        }
        let since = usage.since(&self.last_usage);
        let rate = |count: Option<u64>| count.map(|count| count as f64 / since.wall_secs.max(1e-9));
        let measured = [
            ("Performance/SystemCpuPercent", since.system_cpu_percent()),
            ("Performance/ContextSwitchesPerSecond", since.switches_per_sec()),
            ("Performance/VoluntaryContextSwitchesPerSecond", rate(since.voluntary_switches)),
            ("Performance/InvoluntaryContextSwitchesPerSecond", rate(since.involuntary_switches)),
            ("Performance/MinorPageFaultsPerSecond", rate(since.minor_faults)),
            ("Performance/MajorPageFaultsPerSecond", rate(since.major_faults)),
            ("Performance/BusyCores", since.busy_cores()),
            ("Performance/ResidentBytes", resources::resident_bytes().map(|bytes| bytes as f64)),
        ];
        for (tag, value) in measured {
            if let Some(value) = value {
                reporter.scalar(tag, step, value);
            }
        }
    }

    fn draw_streets(&mut self, reporter: &mut Reporter, game: &Game, work: &Work, streets: &[StreetState]) {
        let step = work.iterations;
        let mut norms = Vec::new();
        for (i, street) in streets.iter().enumerate().take(game.tree.num_streets()) {
            let name = game.street_name(i);
            let norm = game.to_mbb(street.regret_norm);
            norms.push(norm);
            if street.infosets == 0 {
                continue;
            }
            reporter.scalar(&format!("policy_entropy/{name}"), step, street.entropy);
            reporter.scalar(&format!("avg_regret_norm/{name}"), step, norm);
            if let Some(slope) = self.slope(i, norm, work) {
                reporter.scalar(&format!("regret_slope/{name}"), step, slope);
            }
        }
        self.last_norms = norms;
    }

    /// Slope of the norm over the iterations, both on logarithmic scales; regret matching promises -1/2.
    fn slope(&self, street: usize, norm: f64, work: &Work) -> Option<f64> {
        let last = *self.last_norms.get(street)?;
        let run = (work.iterations as f64 / self.last.iterations as f64).ln();
        let rise = (norm / last).ln();
        (rise.is_finite() && run > 0.0 && run.is_finite()).then_some(rise / run)
    }
}
