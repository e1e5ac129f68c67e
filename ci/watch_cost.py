#!/usr/bin/env python3
"""What pages that watch a training cost it, within one run: watched and unwatched spans in turn.

    python3 ci/watch_cost.py target/release/holdem --pages 5 --pairs 8 --span 10

Starts a server over a fresh folder and a training beside it, and follows its log, which tells the boards that
are done once a second. In every other span so many clients do what pages do: each listens to the run's events
and asks for the list of runs every five seconds. Two spans that follow each other belong to the same minute
of the same run, so a machine that is faster at one hour than at another does not show. Processor time is that
of /proc: it counts work, whoever else waits for a core; boards a second count as they are.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LIST_SECS = 5
CONFIG = "num_iterations: 100000000\nlog_interval: 1\n"


def processor_secs(pid):
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def ask(netloc, path):
    connection = http.client.HTTPConnection(netloc, timeout=30)
    connection.request("GET", f"/api/v1/{path}")
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


class Page:
    """A client that does what a page does while it shows a run."""

    def __init__(self, netloc, run):
        self.ended = threading.Event()
        self.events = 0
        self.connection = http.client.HTTPConnection(netloc, timeout=30)
        self.connection.request("GET", f"/api/v1/runs/{run}/events")
        self.response = self.connection.getresponse()
        self.threads = [
            threading.Thread(target=self.listen, daemon=True),
            threading.Thread(target=self.refresh, args=(netloc,), daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def listen(self):
        try:
            while line := self.response.readline():
                self.events += line.startswith(b"event:")
        except (OSError, ValueError, AttributeError):
            pass  # It was closed.

    def refresh(self, netloc):
        while not self.ended.wait(LIST_SECS):
            ask(netloc, "runs")

    def close(self):
        self.ended.set()
        self.connection.sock.shutdown(2)
        for thread in self.threads:
            thread.join()


def progress(log):
    """Boards done, as the log tells them, once a second."""
    while not log.exists():
        time.sleep(0.1)
    with log.open(encoding="utf-8") as lines:
        text = ""
        while True:
            text += lines.readline()
            if not text.endswith("\n"):
                time.sleep(0.01)
                continue
            event = json.loads(text)
            text = ""
            if event["event"] == "progress" and event["unit"] == "it":
                yield event["done"]


def measure(netloc, run, boards, pids, pages, span):
    """One span: boards by second and by second of the processor, the server's share, events that came."""
    watching = [Page(netloc, run) for _ in range(pages)]
    next(boards)
    begin = (next(boards), time.monotonic(), [processor_secs(pid) for pid in pids])
    for _ in range(span - 1):
        next(boards)
    end = (next(boards), time.monotonic(), [processor_secs(pid) for pid in pids])
    events = sum(page.events for page in watching)
    for page in watching:
        page.close()
    done, secs = end[0] - begin[0], end[1] - begin[1]
    training, server = (late - early for late, early in zip(end[2], begin[2]))
    return {
        "wall": done / secs,
        "processor": done / training,
        "both": done / (training + server),
        "server": server / secs,
        "cores": training / secs,
        "events": events,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary")
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--span", type=int, default=10, help="seconds of a span")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config, run = Path(folder) / "watched.yaml", Path(folder) / "run"
        config.write_text(CONFIG, encoding="utf-8")
        server = subprocess.Popen(
            [options.binary, "serve", folder, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        command = [options.binary, "train", "--config", config, "--seed", "1", "--logdir", run]
        training = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            found = None
            while not found:
                found = re.search(r"http://([^/\s]+)", server.stdout.readline())
            netloc, pids = found[1], (training.pid, server.pid)
            boards = progress(run / "log.jsonl")
            for _ in range(3):
                next(boards)
            of = ask(netloc, "runs")["runs"][0]["id"]
            report(options, lambda pages: measure(netloc, of, boards, pids, pages, options.span))
        finally:
            for process in (training, server):
                process.terminate()
                process.wait()


def report(options, span):
    losses = {"wall": [], "processor": [], "both": []}
    print("pair  loss by the clock, by training's processor time, by that of both; server; cores; events")
    for pair in range(options.pairs):
        order = [0, options.pages] if pair % 2 == 0 else [options.pages, 0]
        spans = {pages: span(pages) for pages in order}
        alone, watched = spans[0], spans[options.pages]
        for name, values in losses.items():
            values.append(100 * (1 - watched[name] / alone[name]))
        last = " ".join(f"{values[-1]:6.2f} %" for values in losses.values())
        share = f"{100 * watched['server']:.2f} % of a core, {100 * alone['server']:.2f} % unwatched"
        print(f"{pair + 1:4}  {last}  {share}; {watched['cores']:.2f}; {watched['events']}", flush=True)
    for name, values in losses.items():
        error = statistics.stdev(values) / len(values) ** 0.5
        print(f"{name}: mean loss {statistics.mean(values):.2f} % ± {1.96 * error:.2f}, "
              f"median {statistics.median(values):.2f} %, {min(values):.2f} to {max(values):.2f} %")


if __name__ == "__main__":
    main()
