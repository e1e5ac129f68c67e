//! What the process and the machine report about themselves.
//!
//! Everything is `None` where the operating system does not report it: absent, never a wrong zero. Memory is
//! known on most systems, times and switches on Unix, threads, peaks and limits of control groups on Linux.

mod memory;
mod portable;
mod proc;

use std::time::Instant;

use serde::{Deserialize, Serialize};

pub use memory::Memory;
pub use proc::{ThreadSwitches, threads};

/// The counters of the process, or of one thread, at a moment. Two of them make a [`Usage`].
#[derive(Clone, Debug)]
pub struct Sample {
    at: Instant,
    counters: Option<Counters>,
}

/// What `getrusage` counts.
#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    user_secs: f64,
    system_secs: f64,
    voluntary_switches: u64,
    involuntary_switches: u64,
    minor_faults: u64,
    major_faults: u64,
}

impl Sample {
    /// The counters of the whole process: all its threads, those that have ended included. Costs one system
    /// call.
    #[must_use]
    pub fn now() -> Sample {
        Sample { at: Instant::now(), counters: Counters::of_process() }
    }

    /// The counters of the calling thread; Linux only.
    #[must_use]
    pub fn of_this_thread() -> Sample {
        Sample { at: Instant::now(), counters: Counters::of_this_thread() }
    }

    /// What was used between an earlier sample and this one.
    #[must_use]
    pub fn since(&self, earlier: &Sample) -> Usage {
        let both = self.counters.zip(earlier.counters);
        let secs = |f: fn(&Counters) -> f64| both.map(|(b, a)| (f(&b) - f(&a)).max(0.0));
        let count = |f: fn(&Counters) -> u64| both.map(|(b, a)| f(&b).saturating_sub(f(&a)));
        Usage {
            wall_secs: self.at.saturating_duration_since(earlier.at).as_secs_f64(),
            user_secs: secs(|c| c.user_secs),
            system_secs: secs(|c| c.system_secs),
            voluntary_switches: count(|c| c.voluntary_switches),
            involuntary_switches: count(|c| c.involuntary_switches),
            minor_faults: count(|c| c.minor_faults),
            major_faults: count(|c| c.major_faults),
        }
    }
}

#[cfg(unix)]
impl Counters {
    fn of_process() -> Option<Counters> {
        nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF).ok().map(Counters::from)
    }

    #[cfg(target_os = "linux")]
    fn of_this_thread() -> Option<Counters> {
        nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_THREAD).ok().map(Counters::from)
    }

    #[cfg(not(target_os = "linux"))]
    fn of_this_thread() -> Option<Counters> {
        None
    }
}

#[cfg(unix)]
impl From<nix::sys::resource::Usage> for Counters {
    fn from(usage: nix::sys::resource::Usage) -> Counters {
        let secs = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 * 1e-6;
        let count = |n: std::ffi::c_long| u64::try_from(n).unwrap_or(0);
        Counters {
            user_secs: secs(usage.user_time()),
            system_secs: secs(usage.system_time()),
            voluntary_switches: count(usage.voluntary_context_switches()),
            involuntary_switches: count(usage.involuntary_context_switches()),
            minor_faults: count(usage.minor_page_faults()),
            major_faults: count(usage.major_page_faults()),
        }
    }
}

#[cfg(not(unix))]
impl Counters {
    fn of_process() -> Option<Counters> {
        None
    }

    fn of_this_thread() -> Option<Counters> {
        None
    }
}

/// What was used between two [`Sample`]s.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds on the clock.
    pub wall_secs: f64,
    /// CPU seconds in the program, over all threads.
    pub user_secs: Option<f64>,
    /// CPU seconds in the kernel, over all threads.
    pub system_secs: Option<f64>,
    /// How often a thread gave up its core in order to wait.
    pub voluntary_switches: Option<u64>,
    /// How often a thread was taken off its core.
    pub involuntary_switches: Option<u64>,
    /// Page faults without reading from a disk.
    pub minor_faults: Option<u64>,
    /// Page faults that read from a disk.
    pub major_faults: Option<u64>,
}

impl Usage {
    /// Adds what was used in another stretch of time.
    pub fn add(&mut self, part: &Usage) {
        let secs = |sum: Option<f64>, part: Option<f64>| part.map(|part| sum.unwrap_or(0.0) + part);
        let count = |sum: Option<u64>, part: Option<u64>| part.map(|part| sum.unwrap_or(0) + part);
        *self = Usage {
            wall_secs: self.wall_secs + part.wall_secs,
            user_secs: secs(self.user_secs, part.user_secs),
            system_secs: secs(self.system_secs, part.system_secs),
            voluntary_switches: count(self.voluntary_switches, part.voluntary_switches),
            involuntary_switches: count(self.involuntary_switches, part.involuntary_switches),
            minor_faults: count(self.minor_faults, part.minor_faults),
            major_faults: count(self.major_faults, part.major_faults),
        };
    }

    /// The growth of a sum since it was `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Usage) -> Usage {
        let secs = |now: Option<f64>, then: Option<f64>| Some(now? - then.unwrap_or(0.0));
        let count = |now: Option<u64>, then: Option<u64>| Some(now?.saturating_sub(then.unwrap_or(0)));
        Usage {
            wall_secs: self.wall_secs - earlier.wall_secs,
            user_secs: secs(self.user_secs, earlier.user_secs),
            system_secs: secs(self.system_secs, earlier.system_secs),
            voluntary_switches: count(self.voluntary_switches, earlier.voluntary_switches),
            involuntary_switches: count(self.involuntary_switches, earlier.involuntary_switches),
            minor_faults: count(self.minor_faults, earlier.minor_faults),
            major_faults: count(self.major_faults, earlier.major_faults),
        }
    }

    /// CPU seconds, in the program and in the kernel.
    pub fn cpu_secs(&self) -> Option<f64> {
        Some(self.user_secs? + self.system_secs?)
    }

    /// The part of the CPU time that went to the kernel, in percent; `None` if there was none at all.
    pub fn system_cpu_percent(&self) -> Option<f64> {
        let cpu = self.cpu_secs().filter(|&secs| secs > 0.0)?;
        Some(100.0 * self.system_secs? / cpu)
    }

    /// Cores kept busy, on average.
    pub fn busy_cores(&self) -> Option<f64> {
        self.per_sec(self.cpu_secs()?)
    }

    /// Voluntary context switches per second, over all threads.
    pub fn voluntary_switches_per_sec(&self) -> Option<f64> {
        self.per_sec(self.voluntary_switches? as f64)
    }

    /// Context switches of both kinds per second, over all threads.
    pub fn switches_per_sec(&self) -> Option<f64> {
        self.per_sec((self.voluntary_switches? + self.involuntary_switches?) as f64)
    }

    fn per_sec(&self, amount: f64) -> Option<f64> {
        (self.wall_secs > 0.0).then(|| amount / self.wall_secs)
    }
}

/// The machine, as a report names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Its name in the network.
    pub hostname: Option<String>,
    /// Operating system and architecture, for example `linux x86_64`.
    pub system: String,
    /// The model of its processor.
    pub cpu_model: Option<String>,
    /// How many threads can run at a time, taking affinity and quotas into account.
    pub cores: Option<usize>,
    /// Its memory.
    pub memory: Option<Memory>,
}

impl Machine {
    /// Looks at this machine.
    #[must_use]
    pub fn this() -> Machine {
        Machine {
            hostname: hostname(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            cpu_model: proc::cpu_model(),
            cores: std::thread::available_parallelism().ok().map(usize::from),
            memory: Memory::now(),
        }
    }
}

/// The name of this machine.
pub fn hostname() -> Option<String> {
    proc::hostname().or_else(portable::hostname)
}

/// Resident memory of the process in bytes. Includes mapped files as far as they were touched.
pub fn resident_bytes() -> Option<u64> {
    proc::status_bytes("VmRSS").or_else(portable::resident_bytes)
}

/// The most resident memory the process ever had, in bytes; Linux only.
pub fn peak_resident_bytes() -> Option<u64> {
    proc::status_bytes("VmHWM")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_per_second_and_absent_without_time_or_counters() {
        let usage = Usage {
            wall_secs: 2.0,
            user_secs: Some(3.0),
            system_secs: Some(1.0),
            voluntary_switches: Some(10),
            involuntary_switches: Some(2),
            ..Usage::default()
        };
        assert_eq!((usage.cpu_secs(), usage.system_cpu_percent()), (Some(4.0), Some(25.0)));
        assert_eq!((usage.busy_cores(), usage.voluntary_switches_per_sec()), (Some(2.0), Some(5.0)));
        assert_eq!(usage.switches_per_sec(), Some(6.0));
        assert_eq!(Usage { wall_secs: 0.0, ..usage }.busy_cores(), None);
        let unknown = Usage { wall_secs: 1.0, ..Usage::default() };
        assert_eq!((unknown.system_cpu_percent(), unknown.switches_per_sec()), (None, None));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_busy_thread_uses_the_time_it_takes_and_a_sleeping_one_switches() {
        let (process, thread) = (Sample::now(), Sample::of_this_thread());
        let work = |x: u64| std::hint::black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        // As long as it takes: other work on the machine may take the core away.
        let busy = loop {
            std::hint::black_box((0..100_000).fold(1, |x, _| work(x)));
            let busy = Sample::of_this_thread().since(&thread);
            if busy.cpu_secs().unwrap() > 0.1 {
                break busy;
            }
        };
        let cpu = busy.cpu_secs().unwrap();
        // One thread has no more time than the clock; the kernel may round.
        assert!(cpu < busy.wall_secs * 1.5 + 0.1, "{busy:?}");
        let asleep = Sample::of_this_thread();
        (0..60).for_each(|_| std::thread::sleep(std::time::Duration::from_millis(1)));
        let asleep = Sample::of_this_thread().since(&asleep);
        // A thread that loses its core while it falls asleep may find its time over, and not switch: not
        // often.
        assert!(asleep.voluntary_switches.unwrap() >= 5, "{asleep:?}");
        let all = Sample::now().since(&process);
        assert!(all.cpu_secs().unwrap() + 0.1 >= cpu, "{all:?}");
        assert!(all.voluntary_switches >= asleep.voluntary_switches, "{all:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn touched_memory_becomes_resident_and_stays_in_the_peak() {
        let before = resident_bytes().unwrap();
        let touched = std::hint::black_box(vec![1_u8; 256 << 20]);
        let during = resident_bytes().unwrap();
        // Other tests give memory back meanwhile, none of them as much.
        assert!(during >= before + (128 << 20), "{before} then {during}");
        drop(touched);
        // The kernel counts per core and adds up lazily: some pages may be missing.
        assert!(peak_resident_bytes().unwrap() + (64 << 20) >= during);
    }

    #[test]
    fn the_machine_has_cores_and_a_system() {
        let machine = Machine::this();
        assert!(machine.cores.unwrap() >= 1);
        assert!(machine.system.contains(std::env::consts::ARCH));
        let json = serde_json::to_string(&machine).unwrap();
        assert_eq!(serde_json::from_str::<Machine>(&json).unwrap(), machine);
    }
}
