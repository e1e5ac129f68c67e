#!/usr/bin/env python3
"""What event streams hold whose readers do not read.

    python3 ci/slow_readers.py http://127.0.0.1:8321 --pid PID --path runs/ID/events --count 64 --secs 90

Opens so many connections, asks for these paths in turn, and reads nothing. Once a second it looks at the
resident memory of the server, at its connections, and at what the system's buffers for TCP take. Exits with 1
if the server grew by more than --most-mb.
"""

import argparse
import os
import socket
import sys
import time
import urllib.parse


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def sockets(pid):
    """Sockets that a process has open."""
    count = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            count += os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:")
        except OSError:
            pass  # It was closed meanwhile.
    return count


def buffers_mb():
    """What the buffers of all TCP connections of this machine take."""
    with open("/proc/net/sockstat", encoding="utf-8") as stat:
        fields = next(line for line in stat if line.startswith("TCP:")).split()
    return int(fields[fields.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def silent(host, port, path, receive):
    """A connection that asks and does not read; its buffer is small, so that the server has to wait."""
    connection = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    connection.settimeout(10)
    connection.connect((host, port))
    request = f"GET /api/v1/{path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
    connection.sendall(request.encode())
    return connection


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("url")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--path", action="append", required=True, help="below /api/v1; one or more")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--secs", type=int, default=90)
    parser.add_argument("--receive", type=int, default=2048, help="bytes of a client's buffer")
    parser.add_argument("--most-mb", type=float, default=20)
    options = parser.parse_args()
    parts = urllib.parse.urlsplit(options.url)
    before, idle, buffers = resident_mb(options.pid), sockets(options.pid), buffers_mb()
    clients = [
        silent(parts.hostname, parts.port, options.path[i % len(options.path)], options.receive)
        for i in range(options.count)
    ]
    most, seen = before, []
    for second in range(options.secs):
        time.sleep(1)
        now, there = resident_mb(options.pid), sockets(options.pid) - idle
        most = max(most, now)
        if second in (0, 4) or second % 15 == 14:
            held = buffers_mb() - buffers
            row = f"{second + 1} s: {there} connections, {now - before:+.1f} MB, buffers {held:+.1f} MB"
            seen.append(row)
    print(f"{len(clients)} readers that do not read; {before:.1f} MB before")
    print("\n".join(seen))
    print(f"at most {most - before:+.1f} MB")
    for client in clients:
        client.close()
    if most - before > options.most_mb:
        sys.exit(1)


if __name__ == "__main__":
    main()
