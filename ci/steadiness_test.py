"""What ci/steadiness.py says of made-up runs: python3 ci/steadiness_test.py"""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

import steadiness


def run(rate=lambda secs: 1e6, resident=lambda secs: 1e9, system=0.1, switches=5.0, options=()):
    """Output and error of a run of ten minutes with a point every ten seconds."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory)
        (path / "config.yaml").write_text("game: {}\nbatch_size: 64\n")
        (path / "report.json").write_text(
            json.dumps({"workers": 2, "voluntary_context_switches_per_sec_per_worker": switches})
        )
        events = [{"event": "phase_started", "phase": "train", "elapsed_secs": 3.0}]
        for secs in range(10, 610, 10):
            for tag, value in [
                (steadiness.RATE, rate(secs)),
                (steadiness.SYSTEM, system),
                (steadiness.RESIDENT, resident(secs)),
            ]:
                event = {
                    "event": "scalar",
                    "tag": tag,
                    "elapsed_secs": 3.0 + secs,
                    "step": 1000 * secs,
                    "value": value,
                }
                events.append(event)
        (path / "log.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
        sys.argv = ["steadiness.py", str(path), *options]
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                steadiness.main()
        except SystemExit as error:
            return out.getvalue(), str(error)
        return out.getvalue(), None


class Steadiness(unittest.TestCase):
    def test_a_steady_run_keeps_every_promise(self):
        out, error = run()
        self.assertIsNone(error)
        self.assertEqual(out.count("kept"), 5, out)
        self.assertIn("system calls                not measured", out)

    def test_a_slope_is_given_per_hour_and_counts_only_if_asked(self):
        def slower(secs):
            return 1e6 * (1 - 0.02 * secs / 3600)

        out, error = run(rate=slower)
        self.assertIsNone(error)
        self.assertRegex(out, r"slope of nodes/s +-2(\.\d+)? %/h .*broken")
        self.assertIn("slope", run(rate=slower, options=["--strict"])[1])

    def test_the_warm_up_does_not_count(self):
        out, error = run(
            rate=lambda secs: 1e5 if secs < 50 else 1e6, resident=lambda secs: 1e9 * min(1, secs / 50)
        )
        self.assertIsNone(error)
        self.assertEqual(out.count("kept"), 5, out)

    def test_growing_memory_is_an_error(self):
        self.assertIn("resident memory", run(resident=lambda secs: 1e9 + 1e5 * secs)[1])

    def test_time_in_the_kernel_and_waiting_threads_are_errors(self):
        self.assertIn("kernel's share", run(system=3.0)[1])
        self.assertIn("voluntary context switches", run(switches=50.0)[1])
        self.assertIsNone(run(switches=50.0, options=["--switches", "100"])[1])

    def test_calls_are_read_from_the_last_line_of_strace(self):
        with tempfile.NamedTemporaryFile("w") as table:
            table.write("% time seconds usecs/call calls errors syscall\n100.00 0.016447 10 1594 142 total\n")
            table.flush()
            error = run(options=["--strace", table.name, "--strace-seconds", "10"])[1]
        self.assertIn("system calls", error)


if __name__ == "__main__":
    unittest.main()
