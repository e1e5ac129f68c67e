//! Ranks that cannot train together are named.

use std::path::Path;
use std::thread;

use holdem_cluster::local::connect;
use holdem_cluster::{ClusterError, Transport, greet};
use holdem_training::TrainConfig;

use crate::support::{config, in_directory, together};

#[test]
fn a_rank_with_another_configuration_is_named_on_all_ranks() {
    let texts: Vec<String> = thread::scope(|scope| {
        let ranks = connect(3).into_iter().map(|rank| {
            scope.spawn(move || {
                let config = config(if rank.rank() == 2 { "seed: 4\n" } else { "" });
                let Err(ClusterError::Differs(text)) = greet(&rank, Path::new(""), Ok(Some(&config))) else {
                    panic!("rank 2 has another seed")
                };
                text
            })
        });
        ranks.collect::<Vec<_>>().into_iter().map(|rank| rank.join().unwrap()).collect()
    });
    let says = |text: &String| text.starts_with("rank 2 on ") && text.contains("another configuration");
    assert!(texts.iter().all(says), "{texts:?}");
}

#[test]
fn what_is_not_for_several_ranks_is_refused_and_all_ranks_are_free_again() {
    let dir = tempfile::tempdir().unwrap();
    let config = TrainConfig::from_yaml_str("game: { kind: kuhn }\nsampler: external\nnum_iterations: 10");
    let error = together(2, &config.unwrap(), &in_directory(&dir.path().join("run"))).unwrap_err();
    assert!(error.to_string().contains("public chance sampling"), "{error}");
}
