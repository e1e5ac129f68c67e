//! A local web application for the browser: strategies, runs, spots to solve, play and review.
//!
//! | module | holds |
//! |---|---|
//! | [`error`] | [`ApiError`]: the one error, which becomes a response |
//! | [`limits`], `locks` | what is allowed at once; locks that survive a panic |
//! | `files`, `hold` | which file it is; one server writes to a folder at a time |
//! | `patience`, `connections` | clients that do not read; connections |
//! | `guard` | who may ask: hosts, origins, token, rate, headers |
//! | `library` | the declared folders, and what is open in them |
//! | `ask` | what a strategy or a solution says at a node |
//! | `desk` | where new things are written |
//! | `solves`, `batches` | spots that are solved here; one spot on many flops |
//! | `runs` | logs of runs, and runs that are trained here |
//! | `play` | playing against a strategy, and judging decisions |
//! | `app` | what all requests share |
//! | `routes` | the handlers of `/api/v1`, and the page |
//! | [`server`] | [`Server`]: binding, serving, ending |
//!
//! A module imports only from those above it.
//!
//! Handlers are thin: they read a request, call the library on its own thread, and send the answer.
//! `docs/api.md` describes the interface; `/api/v1/openapi.json` is generated from the code.

mod app;
mod ask;
mod batches;
mod connections;
mod desk;
pub mod error;
mod files;
mod guard;
mod hold;
mod library;
pub mod limits;
mod locks;
mod patience;
mod play;
mod routes;
mod runs;
pub mod server;
mod solves;

pub use error::ApiError;
pub use limits::Limits;
pub use server::{ServeError, ServeOptions, Server};
