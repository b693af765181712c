"""A data folder is served by one living process at a time, and its pages wait for it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qanat.ops.occupancy import close_gate, occupy, wait_at_gate
from qanat.ops.troubles import TroubleError

GATEKEEPER = """
import sys
from pathlib import Path
from qanat.ops.occupancy import close_gate
open_gate = close_gate(Path(sys.argv[1]))
print("closed", flush=True)
sys.stdin.readline()
open_gate()
print("opened", flush=True)
sys.stdin.readline()
"""
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


@pytest.mark.parametrize("ending", ["opens", "dies"])
def test_pages_wait_until_the_folder_is_prepared_or_nobody_prepares_it_any_more(
    tmp_path: Path, ending: str
) -> None:
    wait_at_gate(tmp_path)  # nobody ever prepared it
    words = [sys.executable, "-c", GATEKEEPER, str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 (our own words)
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"closed\n"
        waiting = threading.Thread(target=wait_at_gate, args=[tmp_path], daemon=True)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        if ending == "opens":
            keeper.stdin.write(b"\n")
            keeper.stdin.flush()
            assert keeper.stdout.readline() == b"opened\n"
        else:
            keeper.kill()
        waiting.join(30)
        assert not waiting.is_alive()
        keeper.kill()
    close_gate(tmp_path)()
