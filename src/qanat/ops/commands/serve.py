"""``qanat serve``: run Qanat on this machine."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to serve."""
    from qanat.ops.serving import add_place

    add_place(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from qanat.ops import serving
    from qanat.ops.progress import spoken

    place = serving.place_of(options)

    def ready() -> None:
        sys.stdout.write(f"Qanat answers at {place.address}  (Ctrl-C stops it)\n")
        sys.stdout.flush()

    serving.serve(place, spoken, ready)
    spoken("Stopping")
    return 0
