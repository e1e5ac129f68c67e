"""Reads the scalars of a directory of event files with TensorBoard itself.

Usage: read_tensorboard.py DIRECTORY
Prints one JSON object: tag -> list of [step, value], in the order of the file.
"""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
    events.Reload()
    tags = events.Tags()["scalars"]
    print(json.dumps({tag: [[point.step, point.value] for point in events.Scalars(tag)] for tag in tags}))


if __name__ == "__main__":
    main()
