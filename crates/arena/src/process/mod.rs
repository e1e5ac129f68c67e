//! External programs that play by the lines of the [competition](crate::acpc), over their standard input and
//! output.
//!
//! A program greets with `VERSION:2.0.0`, is sent a match state after every event, and answers those in which
//! it is to act. Its standard error goes where ours goes. It is started once and plays until its standard
//! input ends. At a dealer's table it may also be one that connects to a port.
//!
//! | module | holds |
//! |---|---|
//! | `program` | a program that does not outlive its use |
//! | `wire` | [`ProcessWire`]: lines to and from a program |
//! | `connected` | [`ConnectedProgram`]: one that connects to a dealer |
//! | `player` | [`ProcessPlayer`]: a program as a player of matches |

mod connected;
mod player;
mod program;
mod wire;

pub use connected::ConnectedProgram;
pub use player::{ANSWER_LIMIT, ProcessPlayer};
pub use wire::ProcessWire;

use program::Program;
