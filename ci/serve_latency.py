#!/usr/bin/env python3
"""How long `holdem serve` takes to answer for a grid, over random lines and boards.

    python3 ci/serve_latency.py http://127.0.0.1:8321 --source NAME --secs 20 --clients 2

Lines are walked at random by the links of the answers, boards are drawn at random: no request is repeated on
purpose. Prints requests a second, and the median and 99th percentile of the time from sending a request to
the last byte of its answer, for all nodes and by street.
"""

import argparse
import http.client
import json
import multiprocessing
import random
import time
import urllib.parse

DECK = [rank + suit for rank in "23456789TJQKA" for suit in "cdhs"]


def client(netloc, source, secs, seed, results):
    rng = random.Random(seed)
    connection = http.client.HTTPConnection(netloc, timeout=60)
    end = time.monotonic() + secs
    times = []
    while time.monotonic() < end:
        board, line = "".join(rng.sample(DECK, 5)), ""
        while line is not None:
            query = urllib.parse.urlencode({"line": line, "board": board})
            start = time.perf_counter()
            connection.request("GET", f"/api/v1/sources/{source}/node?{query}")
            response = connection.getresponse()
            body = response.read()
            took = time.perf_counter() - start
            answer = json.loads(body)
            if response.status != 200:
                results.put(f"{line!r} on {board}: {response.status} {answer}")
                return
            times.append((answer["street"], took, len(body)))
            on = [action["line"] for action in answer["actions"] or [] if not action["ends"]]
            line = rng.choice(on) if on and rng.random() < 0.9 else None
    results.put(times)


def line(name, times):
    ordered = sorted(took for _, took, _ in times)
    at = lambda share: 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    size = sum(length for _, _, length in times) / len(times) / 1000
    print(f"{name:8} {len(times):7} {at(0.5):8.1f} {at(0.99):8.1f} {1000 * ordered[-1]:8.1f} {size:8.0f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--source", required=True)
    parser.add_argument("--secs", type=float, default=20)
    parser.add_argument("--clients", type=int, default=2)
    options = parser.parse_args()
    netloc = urllib.parse.urlsplit(options.url).netloc
    connection = http.client.HTTPConnection(netloc)
    connection.request("GET", "/api/v1/sources")
    sources = json.loads(connection.getresponse().read())["sources"]
    source = next(source["id"] for source in sources if source["name"] == options.source)
    results = multiprocessing.Queue()
    arguments = [(netloc, source, options.secs, seed, results) for seed in range(options.clients)]
    clients = [multiprocessing.Process(target=client, args=a) for a in arguments]
    start = time.monotonic()
    for process in clients:
        process.start()
    answers = [results.get(timeout=options.secs + 60) for _ in clients]
    if refused := [answer for answer in answers if isinstance(answer, str)]:
        raise SystemExit("\n".join(refused))
    times = [took for answer in answers for took in answer]
    secs = time.monotonic() - start
    rate = len(times) / secs
    print(f"{rate:.0f} requests a second by {options.clients} clients, each after its last answer")
    print("street   answers median,ms  99 %,ms  most,ms size, kB")
    for street in ["preflop", "flop", "turn", "river"]:
        of_street = [took for took in times if took[0] == street]
        if of_street:
            line(street, of_street)
    line("all", times)


if __name__ == "__main__":
    main()
