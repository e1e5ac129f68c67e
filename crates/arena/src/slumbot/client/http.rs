//! Requests, one at a time, and what is done when they fail.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::{Agent, Timeout};

use super::{Answer, ClientError, ClientOptions};

/// Largest answer that is read, in bytes.
const MOST_BODY: u64 = 1 << 16;

/// How long one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);

/// First and longest pause before a request is sent again.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

/// Longest pause that a server may ask for.
const MOST_ASKED: Duration = Duration::from_secs(600);

/// Connections idle for longer are not used again, because the server may have closed them.
const IDLE: Duration = Duration::from_secs(3);

/// How a hand fails.
pub(super) enum Failure {
    /// The state of the hand is unknown; the next one may be played.
    GivenUp(String),
    /// The session ends.
    Ends(ClientError),
}

impl<E: Into<ClientError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Ends(error.into())
    }
}

/// What became of one attempt.
enum Attempt {
    Answered(Answer),
    /// It did not arrive, or was not accepted; it may be sent again, after this pause if the server asked for
    /// one.
    Again {
        reason: String,
        pause: Option<Duration>,
    },
    /// It may have arrived.
    Unknown(String),
    Ends(ClientError),
}

/// How often a server that fails is asked again: after pauses that double, as long as patience lasts.
pub(super) struct Patience {
    began: Instant,
    most: Duration,
    pause: Duration,
}

impl Patience {
    /// The next pause, or the one that the server has asked for; nothing once it would take too long.
    pub(super) fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        let pause = asked.unwrap_or(self.pause);
        self.pause = (self.pause * 2).min(PAUSES.1);
        (self.began.elapsed() + pause <= self.most).then_some(pause)
    }
}

pub(super) struct Http<'a> {
    agent: Agent,
    options: &'a ClientOptions,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Http<'a> {
    pub(super) fn new(options: &'a ClientOptions, stop: &'a dyn Fn() -> bool) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(REQUEST_LIMIT))
            .http_status_as_error(false)
            .max_idle_age(IDLE)
            .user_agent(concat!("holdem/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), options, stop }
    }

    /// That of a failure, from now on.
    pub(super) fn patience(&self) -> Patience {
        Patience { began: Instant::now(), most: self.options.patience, pause: PAUSES.0 }
    }

    /// Asks for a hand. The request may be sent twice; the first hand is then given up.
    pub(super) fn new_hand(
        &self,
        token: Option<&str>,
        notice: &mut dyn FnMut(&str),
    ) -> Result<Answer, Failure> {
        let body = token.map_or_else(|| json!({}), |token| json!({ "token": token }));
        self.request("new_hand", &body, true, notice)
    }

    /// Sends an action, once.
    pub(super) fn act(
        &self,
        token: &str,
        increment: &str,
        notice: &mut dyn FnMut(&str),
    ) -> Result<Answer, Failure> {
        self.request("act", &json!({ "token": token, "incr": increment }), false, notice)
    }

    fn request(
        &self,
        name: &str,
        body: &Value,
        may_repeat: bool,
        notice: &mut dyn FnMut(&str),
    ) -> Result<Answer, Failure> {
        let url = format!("{}/api/{name}", self.options.url.trim_end_matches('/'));
        let mut patience = self.patience();
        loop {
            let (reason, asked) = match self.attempt(&url, body) {
                Attempt::Answered(answer) => return Ok(answer),
                Attempt::Ends(error) => return Err(Failure::Ends(error)),
                Attempt::Again { reason, pause } => (reason, pause),
                Attempt::Unknown(reason) if may_repeat => (reason, None),
                Attempt::Unknown(reason) => return Err(Failure::GivenUp(reason)),
            };
            let Some(pause) = patience.next(asked) else {
                return Err(Failure::Ends(ClientError::Server { url, reason }));
            };
            notice(&format!("{url}: {reason}, again in {:.1} s", pause.as_secs_f64()));
            self.wait(pause)?;
        }
    }

    fn attempt(&self, url: &str, body: &Value) -> Attempt {
        let mut response = match self.agent.post(url).send_json(body) {
            Ok(response) => response,
            Err(error) => return of_error(url, &error),
        };
        let status = response.status().as_u16();
        let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let asked = header.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        let text = match response.body_mut().with_config().limit(MOST_BODY).read_to_string() {
            Ok(text) => text,
            Err(error) => return Attempt::Unknown(format!("the answer broke off: {error}")),
        };
        let answer = serde_json::from_str::<Answer>(&text);
        match (status, answer) {
            (429 | 503, _) => {
                let pause = asked.map(|asked| asked.min(MOST_ASKED));
                Attempt::Again { reason: format!("the server is busy ({status})"), pause }
            }
            (_, Ok(Answer { error_msg: Some(text), .. })) => Attempt::Ends(ClientError::Refused(text)),
            (200, Ok(answer)) => Attempt::Answered(answer),
            (200, Err(error)) => Attempt::Ends(ClientError::Senseless(error.to_string())),
            (500.., _) => Attempt::Unknown(format!("the server has failed ({status})")),
            (_, _) => {
                let reason = format!("status {status}");
                Attempt::Ends(ClientError::Server { url: url.to_owned(), reason })
            }
        }
    }

    /// Sleeps in short pieces.
    pub(super) fn wait(&self, pause: Duration) -> Result<(), ClientError> {
        let started = Instant::now();
        while started.elapsed() < pause {
            if (self.stop)() {
                return Err(ClientError::Interrupted);
            }
            std::thread::sleep(Duration::from_millis(50).min(pause));
        }
        Ok(())
    }
}

/// Whether a request that failed may have arrived.
fn of_error(url: &str, error: &ureq::Error) -> Attempt {
    let reason = error.to_string();
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => Attempt::Again { reason, pause: None },
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Attempt::Again { reason, pause: None }
        }
        ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::Protocol(_) => Attempt::Unknown(reason),
        _ => Attempt::Ends(ClientError::Server { url: url.to_owned(), reason }),
    }
}
