//! Checkpoints that all ranks write together.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_cfr::engine::EngineError;
use holdem_training::checkpoint::{Share, ShareOrder};
use holdem_training::{SharedEngine, TrainError};

use super::ClusterEngine;
use crate::message::{Command, Wrote};
use crate::saving::{leave_sign, remove_sign};
use crate::transport::receive_value;

impl SharedEngine for ClusterEngine {
    fn ranks(&self) -> usize {
        self.transport.size()
    }

    fn reach(&mut self, directory: &Path) -> Result<(), String> {
        let directory = directory.canonicalize().map_err(|error| error.to_string())?;
        if directory.to_str().is_none() {
            return Err("its path is no text that can be told".to_owned());
        }
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let sign = format!("{} {nanos}", std::process::id());
        leave_sign(&directory, 0, &sign)?;
        self.tell_all(&Command::Reach { directory: directory.clone(), sign });
        let answers = self.others().map(|rank| {
            let answer: Result<(), String> = receive_value(&*self.transport, rank);
            answer.err().map(|why| format!("{}: {why}", self.name(rank)))
        });
        let apart: Vec<String> = answers.flatten().collect();
        remove_sign(&directory, 0);
        if apart.is_empty() { Ok(()) } else { Err(apart.join("; ")) }
    }

    fn export_strategy(&self, write: &mut dyn FnMut(&[f32])) {
        let mut fetch = |part| self.fetch(part, &Command::Weights { part });
        self.held.solver.average_in_order(&mut fetch, write);
    }

    fn begin_shares(&mut self, order: &ShareOrder, last: bool) -> Vec<String> {
        for rank in self.others() {
            let (order, neighbours) = (order.clone(), self.neighbours(rank));
            self.ask(rank, &Command::Save { order, neighbours, last });
        }
        let (neighbours, mut goes_on) = (self.neighbours(0), true);
        self.held.save(order, neighbours, last, |mine| goes_on = mine);
        self.wrote = vec![Wrote::NotYet; self.transport.size()];
        if last {
            return Vec::new();
        }
        let mut waiting: Vec<String> = (!goes_on).then(|| self.name(0)).into_iter().collect();
        for rank in self.others() {
            let goes_on: bool = receive_value(&*self.transport, rank);
            waiting.extend((!goes_on).then(|| self.name(rank)));
        }
        waiting
    }

    fn poll_shares(&mut self, wait: bool) -> Option<Result<Vec<Share>, TrainError>> {
        if let Wrote::NotYet = self.wrote[0] {
            self.wrote[0] = self.held.saved(wait);
        }
        for rank in self.others() {
            if let Wrote::NotYet = self.wrote[rank] {
                self.ask(rank, &Command::Saved { wait });
                self.wrote[rank] = receive_value(&*self.transport, rank);
            }
        }
        if self.wrote.iter().any(|wrote| matches!(wrote, Wrote::NotYet)) {
            return None;
        }
        let (mut shares, mut failed) = (Vec::new(), Vec::new());
        for (rank, wrote) in std::mem::take(&mut self.wrote).into_iter().enumerate() {
            match wrote {
                Wrote::Share(share) => shares.push(share),
                Wrote::Failed(why) => failed.push(format!("{}: {why}", self.name(rank))),
                Wrote::NotYet => unreachable!("all have ended"),
            }
        }
        Some(match failed.is_empty() {
            true => Ok(shares),
            false => Err(EngineError::Elsewhere {
                place: "a checkpoint was not written".to_owned(),
                reason: failed.join("; "),
            }
            .into()),
        })
    }
}
