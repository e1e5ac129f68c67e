//! A machine: cores that take time for what they do, and share the way to memory.

/// What limits a machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    pub cores: usize,
    /// Of memory, all cores together.
    pub bytes_per_sec: f64,
    /// From being woken to doing something.
    pub wake_secs: f64,
    /// To wake somebody.
    pub unpark_secs: f64,
}

/// Something that a core does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<W> {
    pub what: W,
    pub secs: f64,
    pub bytes: f64,
}

/// Cores at work.
pub(crate) struct Cores<W> {
    bytes_per_sec: f64,
    now: f64,
    /// By core: what it does, and the share of it that is left.
    at: Vec<Option<(Job<W>, f64)>>,
}

impl Machine {
    /// The same cores, with nothing in their way.
    pub(crate) fn without_limits(&self) -> Self {
        Self { bytes_per_sec: f64::INFINITY, wake_secs: 0.0, unpark_secs: 0.0, ..*self }
    }
}

impl<W: Copy> Cores<W> {
    pub(crate) fn new(machine: &Machine) -> Self {
        let at = (0..machine.cores).map(|_| None).collect();
        Self { bytes_per_sec: machine.bytes_per_sec, now: 0.0, at }
    }

    pub(crate) fn now(&self) -> f64 {
        self.now
    }

    pub(crate) fn is_idle(&self, core: usize) -> bool {
        self.at[core].is_none()
    }

    pub(crate) fn begin(&mut self, core: usize, job: Job<W>) {
        self.at[core] = Some((job, 1.0));
    }

    /// Goes on to the next moment at which something is done; who did it, and what. `None` if nobody does
    /// anything.
    pub(crate) fn next(&mut self) -> Option<(usize, W)> {
        let most = self.bytes_of_each();
        let rate = |job: &Job<W>| match job.secs > 0.0 {
            true => (1.0 / job.secs).min(most / job.bytes),
            false => f64::INFINITY,
        };
        let busy = self.at.iter().enumerate().filter_map(|(core, at)| at.as_ref().map(|at| (core, at)));
        let ends = busy.map(|(core, (job, left))| (left / rate(job), core));
        let (wait, first) = ends.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        self.now += wait;
        for (job, left) in self.at.iter_mut().flatten() {
            *left -= if job.secs > 0.0 { wait * rate(job) } else { *left };
        }
        self.at[first].take().map(|(job, _)| (first, job.what))
    }

    /// Bytes a second that a core can have, so that all together have what memory gives: those that need
    /// less leave the rest to the others.
    fn bytes_of_each(&self) -> f64 {
        let jobs = self.at.iter().flatten().filter(|(job, _)| job.secs > 0.0);
        let mut wants: Vec<f64> = jobs.map(|(job, _)| job.bytes / job.secs).collect();
        if wants.iter().sum::<f64>() <= self.bytes_per_sec {
            return f64::INFINITY;
        }
        wants.sort_by(f64::total_cmp);
        let (mut rest, mut share) = (self.bytes_per_sec, 0.0);
        for (i, want) in wants.iter().enumerate() {
            share = rest / (wants.len() - i) as f64;
            if *want > share {
                break;
            }
            rest -= want;
        }
        share
    }
}
