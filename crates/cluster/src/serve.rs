//! What ranks other than 0 do: they follow rank 0's commands.

use std::sync::Arc;

use holdem_blueprint::unobserved;
use holdem_training::{Estimate, Plan, TrainConfig, TrainError};

use crate::exchange::Traffic;
use crate::greeting::{Place, share};
use crate::held::Held;
use crate::message::{Command, Holding, Made};
use crate::saving::with_causes;
use crate::transport::{Transport, receive_value, send_value};

/// Serves rank 0 until it says goodbye; returns the exit code that it gives. `places` are those of
/// [`greet`](crate::greet).
pub fn serve(transport: &Arc<dyn Transport>, places: &[Place]) -> u8 {
    let (mut held, mut traffic): (Option<Held>, _) = (None, Traffic::default());
    loop {
        match receive_value(&**transport, 0) {
            Command::Make(config) => held = answer(transport, places, &config),
            Command::Drop => {
                traffic = held.take().map_or(traffic, |held| *held.exchange.traffic());
            }
            Command::Traffic => send_value(&**transport, 0, &traffic),
            Command::Bye { code } => return code,
            command => held.as_mut().expect("tables are made before they are asked for").obey(&command),
        }
    }
}

/// Makes this rank's part of a solver and reports what it is, or why there is none.
fn answer(transport: &Arc<dyn Transport>, places: &[Place], config: &TrainConfig) -> Option<Held> {
    match make(transport, places, config) {
        Ok((held, holding)) => {
            send_value(&**transport, 0, &Made::Held(holding));
            Some(held)
        }
        Err(error) => {
            send_value(&**transport, 0, &Made::Failed(with_causes(&error)));
            None
        }
    }
}

fn make(
    transport: &Arc<dyn Transport>,
    places: &[Place],
    config: &TrainConfig,
) -> Result<(Held, Holding), TrainError> {
    let plan = Plan::new(config, None)?;
    training_alone(&plan.estimate, share(places, transport.rank())).check()?;
    let game = plan.game(&mut unobserved)?;
    let config = &plan.config;
    let held = Held::new(transport, &game, config.engine_options(), config.workers())?;
    let holding = held.holding(&game);
    Ok((held, holding))
}

/// What a rank that does not measure needs.
fn training_alone(estimate: &Estimate, share: f64) -> Estimate {
    Estimate { measuring_bytes: 0, ..estimate.of_share(share).without_strategy() }
}
