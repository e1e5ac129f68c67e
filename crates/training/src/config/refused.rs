//! Keys of other trainers that have no meaning for this one: refused by name, never ignored.

/// Names of keys, or beginnings of names with a `*`, and what to do instead.
const REFUSED: &[(&[&str], &str)] = &[
    (
        &["storage_path", "storage_dir*", "storage_backend", "storage_type"],
        "tables are dense and stay in memory; remove the key (`holdem train --dry-run` shows their size, \
         which buckets \
         and game.menu set)",
    ),
    (
        &["enable_chunk*", "chunk*", "max_chunk*", "restart_workers*"],
        "remove the key; to train piece by piece use chunk_iterations or chunk_seconds, after which \
         everything is saved and the program ends with exit code 75 to be started again",
    ),
    (
        &["queue_*", "merge_interval", "sync_interval"],
        "workers share nothing and wait for nothing; remove the key",
    ),
    (&["iters", "iterations", "max_iterations"], "use num_iterations"),
    (&["time_budget", "time_limit"], "use time_budget_seconds"),
    (&["logdir", "log_dir", "resume_from"], "it is an option of the command line, not of the configuration"),
];

/// What to do instead of using a key, if it is one of those.
pub(super) fn instead_of(key: &str) -> Option<&'static str> {
    let named = |name: &&str| match name.strip_suffix('*') {
        Some(beginning) => key.starts_with(beginning),
        None => key == *name,
    };
    REFUSED.iter().find(|(names, _)| names.iter().any(named)).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_trainers_are_refused_and_misspelt_ones_are_not() {
        for key in ["storage_path", "queue_timeout", "merge_interval", "chunk_size", "chunking"] {
            assert!(instead_of(key).is_some(), "{key}");
        }
        assert_eq!(instead_of("time_buget_seconds"), None);
    }
}
