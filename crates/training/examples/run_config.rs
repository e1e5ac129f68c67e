//! A run without the `holdem` binary: `cargo run --release -p holdem-training --example run_config --
//! CONFIG.yaml LOGDIR [RESUME]`.
#![allow(clippy::print_stdout)]
use holdem_blueprint::grid::{Colour, Grid};
use holdem_telemetry::{Reporter, StopFlag, terminal};
use holdem_training::{Plan, TrainConfig, TrainOptions, train};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, config, logdir, resume @ ..] = &args[..] else {
        return Err("CONFIG.yaml LOGDIR [RESUME]".into());
    };
    let config = TrainConfig::from_yaml_path(config)?;
    println!("{}", serde_json::to_string_pretty(&Plan::new(&config, None)?.estimate)?);
    let mut reporter = Reporter::new();
    reporter.add(terminal::stderr());
    let resume_from = resume.first().map(Into::into);
    let options = TrainOptions { logdir: Some(logdir.into()), resume_from, ..TrainOptions::default() };
    let outcome = train(&config, &options, &mut reporter, &StopFlag::on_signals()?)?;
    if let Ok(grid) = Grid::new(&outcome.game, &outcome.strategy, 0) {
        println!("{}", grid.render(Colour::Never));
    }
    Ok(())
}
