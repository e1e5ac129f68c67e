//! Configuration in YAML.
#![no_main]

use holdem_training::TrainConfig;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(config) = TrainConfig::from_yaml_str(text) else { return };
    // What was accepted is complete, and reads back as what it is.
    let resolved = config.resolved();
    let again = TrainConfig::from_yaml_str(&resolved.to_yaml());
    let again = again.expect("a resolved configuration is accepted");
    assert_eq!(resolved.recipe().to_json(), again.recipe().to_json());
});
