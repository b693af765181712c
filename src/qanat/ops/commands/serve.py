"""``qanat serve``: run Qanat on this machine."""

import argparse
import os
import sys

BEGINS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to serve."""
    from qanat.ops.serving import add_place

    add_place(parser)


def check(options: argparse.Namespace) -> None:
    """Refuse a busy folder or port before anything is started."""
    from qanat.ops.home import data_folder
    from qanat.ops.occupancy import occupy
    from qanat.ops.serving import place_of

    occupy(data_folder(), options.port)
    options.place = place_of(options)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from qanat.ops import installing, serving
    from qanat.ops.progress import spoken

    place = options.place
    if installing.is_demo():
        spoken("This data folder is a demonstration: its records are synthetic")
        os.environ["QANAT_DEMO"] = "1"

    def ready() -> None:
        sys.stdout.write(f"Qanat answers at {place.address}  (Ctrl-C stops it)\n")
        sys.stdout.flush()

    serving.serve(place, spoken, ready)
    spoken("Stopping")
    return 0
