//! Pinned workers: the same results, and nobody else is kept on their cores.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use holdem_cfr::pinning::allowed;
use holdem_telemetry::event::{Event, EventKind};
use holdem_telemetry::{Reporter, Sink, SinkError, StopFlag};
use holdem_training::{TrainConfig, TrainOptions, train};

use crate::support::{QUIET, blueprint_bytes, small_holdem};

/// What was said, and where the thread could run that said it: the one that starts those for checkpoints.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Notes>>);

#[derive(Default)]
struct Notes {
    texts: Vec<String>,
    cores: BTreeSet<Vec<usize>>,
}

impl Sink for Heard {
    fn name(&self) -> &str {
        "test"
    }
    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        let mut heard = self.0.lock().unwrap();
        heard.cores.insert(allowed().unwrap());
        if let EventKind::Message { text } = &event.kind {
            heard.texts.push(text.clone());
        }
        Ok(())
    }
    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

#[test]
fn pinned_workers_leave_the_same_blueprint_and_checkpoints_their_cores() {
    let before = allowed().unwrap();
    let workers = before.len().min(2);
    let free = small_holdem(&format!("num_iterations: 3000\nnum_workers: {workers}\n{QUIET}"));
    let pinned = TrainConfig { pin_workers: true, checkpoint_interval_iterations: Some(700), ..free.clone() };
    let dir = tempfile::tempdir().unwrap();
    let [free, pinned] = [("free", free), ("pinned", pinned)].map(|(name, config)| {
        let heard = Heard::default();
        let logdir = dir.path().join(name);
        let options = TrainOptions { logdir: Some(logdir.clone()), ..TrainOptions::default() };
        let mut reporter = Reporter::new().with(heard.clone());
        let outcome = train(&config, &options, &mut reporter, &StopFlag::new()).unwrap();
        assert_eq!(allowed().unwrap(), before, "{name}: the caller runs where it did");
        let Notes { texts, cores } = std::mem::take(&mut *heard.0.lock().unwrap());
        assert_eq!(cores, BTreeSet::from([before.clone()]), "{name}: between segments nobody is pinned");
        let report = std::fs::read_to_string(logdir.join("report.md")).unwrap();
        (blueprint_bytes(&logdir), outcome.report.pinned_cores, texts, report)
    });
    assert!(free.0 == pinned.0);
    let ids = &before[..workers];
    assert_eq!((free.1, pinned.1.as_deref()), (None, Some(ids)));
    let told =
        |texts: &[String]| texts.iter().any(|text| text.starts_with("each worker stays on its own core"));
    assert!(told(&pinned.2) && !told(&free.2), "{:?}", pinned.2);
    assert!(pinned.3.contains("kept on cores") && !free.3.contains("kept on cores"));
}
