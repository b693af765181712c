"""A data folder is served by one living process at a time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qanat.ops.occupancy import occupy
from qanat.ops.troubles import TroubleError

HOLDER = """
import sys, time
from pathlib import Path
from qanat.ops.occupancy import occupy
occupy(Path(sys.argv[1]), 8123)
print("held", flush=True)
time.sleep(60)
"""


def test_a_folder_is_held_by_a_living_process_only(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(TroubleError, match=f"in use by process {holder.pid}, port 8123"):
            occupy(tmp_path, 8200)
        os.kill(holder.pid, signal.SIGKILL)
    occupy(tmp_path, 8200)
    with pytest.raises(TroubleError, match=f"in use by process {os.getpid()}, port 8200"):
        occupy(tmp_path, 8300)
