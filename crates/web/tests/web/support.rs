//! A server over a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{TrainConfig, TrainOptions, train};
use holdem_web::{Limits, ServeOptions, Server};
use http_body_util::BodyExt;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// How often something that is waited for is asked about before it counts as missing.
const MOST_QUESTIONS: usize = 15_000;

/// What a run on the small configuration leaves, trained once for all tests: 4 big blinds, all four streets.
static SMALL: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("configs/small.yaml")).unwrap();
    let text = text.replace("time_budget_seconds: 3", "num_iterations: 400\ntensorboard: false");
    let mut config = TrainConfig::from_yaml_str(&text).unwrap();
    config.eval.exploiter_seconds = 0.0;
    config.eval.exploitability = false;
    let options = TrainOptions { logdir: Some(folder.path().join("run")), ..TrainOptions::default() };
    train(&config, &options, &mut Reporter::new(), &StopFlag::new()).unwrap();
    folder
});

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A server and its folder.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) server: Server,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// A response that was read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => drop(std::fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

impl Site {
    /// A server over an empty folder.
    pub(crate) fn empty() -> Self {
        Self::over(tempfile::tempdir().unwrap())
    }

    /// A server over a folder with a run `runs/small`.
    pub(crate) fn with_run() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&SMALL.path().join("run"), &folder.path().join("runs/small"));
        Self::over(folder)
    }

    /// A server over a folder.
    pub(crate) fn over(folder: TempDir) -> Self {
        let paths = vec![folder.path().to_path_buf()];
        Self::at(folder, paths, "127.0.0.1")
    }

    pub(crate) fn at(folder: TempDir, paths: Vec<PathBuf>, host: &str) -> Self {
        let limits = Limits { requests_per_second: 100_000, ..Limits::default() };
        let options = ServeOptions { paths, host: host.to_owned(), port: 0, workers: 2, limits };
        let server = Server::bind(options).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { router: server.router(), folder, server, runtime }
    }

    /// Ends the server as Ctrl-C does; its folder stays.
    pub(crate) fn end(self) -> TempDir {
        let stop = StopFlag::new();
        stop.stop();
        self.server.serve(&stop);
        self.folder
    }

    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes().to_vec();
            Answer { status: parts.status, headers: parts.headers, bytes }
        })
    }

    pub(crate) fn request(method: &str, path: &str, body: Option<&Value>) -> Request<Body> {
        let builder = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
        match body {
            Some(body) => {
                let builder = builder.header(header::CONTENT_TYPE, "application/json");
                builder.body(Body::from(body.to_string())).unwrap()
            }
            None => builder.body(Body::empty()).unwrap(),
        }
    }

    /// Asks for something that is there.
    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = self.send(Self::request("GET", &format!("/api/v1{path}"), None));
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    /// Posts, and says which status came.
    pub(crate) fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let answer = self.send(Self::request("POST", &format!("/api/v1{path}"), Some(body)));
        let json = if answer.bytes.is_empty() { Value::Null } else { answer.json() };
        (answer.status, json)
    }

    /// Asks for something that is refused; its code.
    pub(crate) fn refused(&self, path: &str) -> (StatusCode, String) {
        let answer = self.send(Self::request("GET", &format!("/api/v1{path}"), None));
        (answer.status, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The id of the source with this name.
    pub(crate) fn source(&self, name: &str) -> String {
        let sources = self.get("/sources");
        let found = sources["sources"].as_array().unwrap().iter().find(|source| source["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {sources}"))["id"].as_str().unwrap().to_owned()
    }

    /// Asks again and again until the answer is as wanted.
    pub(crate) fn wait(&self, path: &str, is: impl Fn(&Value) -> bool) -> Value {
        let mut answer = self.get(path);
        for _ in 0..MOST_QUESTIONS {
            if is(&answer) {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(20));
            answer = self.get(path);
        }
        panic!("{path}: {answer}")
    }
}

/// Text in an address.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
