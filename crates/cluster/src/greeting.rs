//! Ranks identify themselves before anything begins, so that a rank that does not fit can be named.

use std::path::Path;
use std::{env, fs, thread};

use holdem_store::hash64;
use holdem_training::TrainConfig;
use serde::{Deserialize, Serialize};

use crate::transport::{Transport, receive_value, send_value};

/// Ranks that cannot train together.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// Some ranks have another program or another configuration than rank 0, or could not read theirs.
    #[error("ranks do not fit together: {0}")]
    Differs(String),
}

/// Where a rank runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the machine.
    pub host: String,
    /// Processors that the rank may use, as the system lists them; empty if it does not report them.
    pub cpus: String,
    /// How many they are.
    pub cores: usize,
}

impl Place {
    /// Where this process runs.
    pub fn here() -> Self {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| env::var("HOSTNAME"));
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let cpus = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        Self {
            host: host.map_or_else(|_| "unknown".to_owned(), |name| name.trim().to_owned()),
            cpus: cpus.unwrap_or_default().trim().to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Default number of workers of a rank: its processors, shared with ranks that may use the same ones.
pub fn workers(places: &[Place], rank: usize) -> usize {
    let sharing = places.iter().filter(|place| **place == places[rank]).count();
    (places[rank].cores / sharing.max(1)).max(1)
}

/// Approximate share of all tables on the machine of a rank.
pub fn share(places: &[Place], rank: usize) -> f64 {
    let there = places.iter().filter(|place| place.host == places[rank].host).count();
    there as f64 / places.len() as f64
}

/// What a rank says about itself.
#[derive(Serialize, Deserialize)]
struct Hello {
    place: Place,
    /// Hash of the program's file.
    program: u64,
    /// Hash of the configuration if this rank has read one, or why it could not.
    config: Result<Option<u64>, String>,
}

/// Meets all ranks, and refuses those whose program or configuration is not that of rank 0. `config` is what
/// this rank has read: nothing if only rank 0 reads, or why it could not be read.
///
/// Called by all ranks; returns the place of each rank on all of them.
///
/// # Errors
/// [`ClusterError::Differs`] on all ranks, with everything that is wrong.
pub fn greet(
    transport: &dyn Transport,
    program: &Path,
    config: Result<Option<&TrainConfig>, String>,
) -> Result<Vec<Place>, ClusterError> {
    let hello = Hello {
        place: Place::here(),
        program: fs::read(program).map_or(0, |bytes| hash64(&bytes)),
        config: config.map(|config| config.map(hash_of)),
    };
    let answer: Result<Vec<Place>, String> = match transport.rank() {
        0 => {
            let others = (1..transport.size()).map(|rank| receive_value(transport, rank));
            let answer = judge(&std::iter::once(hello).chain(others).collect::<Vec<_>>());
            (1..transport.size()).for_each(|rank| send_value(transport, rank, &answer));
            answer
        }
        _ => {
            send_value(transport, 0, &hello);
            receive_value(transport, 0)
        }
    };
    answer.map_err(ClusterError::Differs)
}

fn hash_of(config: &TrainConfig) -> u64 {
    hash64(&serde_json::to_vec(config).expect("a configuration holds nothing that JSON cannot"))
}

/// Compares all ranks with the first.
fn judge(hellos: &[Hello]) -> Result<Vec<Place>, String> {
    let mut wrong = Vec::new();
    for (rank, hello) in hellos.iter().enumerate() {
        let mut say = |what: &str| wrong.push(format!("rank {rank} on {} {what}", hello.place.host));
        match &hello.config {
            Err(why) => say(&format!("cannot read its configuration ({why})")),
            Ok(config) if differs(config, &hellos[0].config) => say("has another configuration than rank 0"),
            Ok(_) => {}
        }
        if hello.program != hellos[0].program {
            say("runs another program than rank 0");
        }
    }
    match wrong.is_empty() {
        true => Ok(hellos.iter().map(|hello| hello.place.clone()).collect()),
        false => Err(wrong.join("; ")),
    }
}

/// Whether two ranks have read different configurations.
fn differs(one: &Option<u64>, other: &Result<Option<u64>, String>) -> bool {
    matches!((one, other), (Some(one), Ok(Some(other))) if one != other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(host: &str, program: u64, config: Result<Option<u64>, String>) -> Hello {
        let place = Place { host: host.to_owned(), cpus: "0-7".to_owned(), cores: 8 };
        Hello { place, program, config }
    }

    #[test]
    fn a_rank_with_another_program_or_configuration_is_named_with_its_machine() {
        let fits = [hello("a", 1, Ok(Some(5))), hello("b", 1, Ok(None)), hello("c", 1, Ok(Some(5)))];
        assert_eq!(judge(&fits).unwrap().len(), 3);
        let wrong = [
            hello("a", 1, Ok(Some(5))),
            hello("b", 2, Ok(Some(5))),
            hello("c", 1, Ok(Some(6))),
            hello("d", 1, Err("no such file".to_owned())),
        ];
        assert_eq!(
            judge(&wrong).unwrap_err(),
            "rank 1 on b runs another program than rank 0; rank 2 on c has another configuration than rank \
             0; rank 3 on d cannot read its configuration (no such file)"
        );
    }

    #[test]
    fn ranks_that_may_use_the_same_processors_share_them() {
        let place = |host: &str, cpus: &str, cores| Place { host: host.into(), cpus: cpus.into(), cores };
        let places = [place("a", "0-7", 8), place("a", "0-7", 8), place("b", "0-3", 4), place("b", "4-7", 4)];
        assert_eq!([0, 1, 2, 3].map(|rank| workers(&places, rank)), [4, 4, 4, 4]);
        assert_eq!([0, 2].map(|rank| share(&places, rank)), [0.5, 0.5]);
        let crowded = vec![place("a", "0", 1); 3];
        assert_eq!((workers(&crowded, 1), share(&crowded, 1)), (1, 1.0));
    }
}
