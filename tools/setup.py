"""Make Qanat's environment: a bare machine with Python 3.11 is enough.

    python3 tools/setup.py run      what running needs
    python3 tools/setup.py test     also what testing and checking need

Nothing is done twice: a finished part leaves a stamp with the hash of what it was made from.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
OLDEST: Final = (3, 11)
LOCKS: Final = {
    "run": ("requirements/build.txt", "requirements/core.txt"),
    "test": ("requirements/build.txt", "requirements/dev.txt"),
}
PIP_PACKAGES: Final = ("python3-venv", "python3-pip")
SYSTEM_TOOLS: Final = {
    "chromium": ("/usr/bin/chromium",),
    "postgresql-15": ("/usr/lib/postgresql/15/bin/postgres",),
}


class CannotSetUpError(RuntimeError):
    """Something is missing that only the owner of this machine can bring."""


def main() -> int:
    """Set up the wanted part."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in LOCKS:
        say(f"Say one of: {', '.join(LOCKS)}")
        return 2
    try:
        if wanted == "test":
            install_system_tools()
        make_environment()
        install(wanted)
        compile_catalogues()
    except CannotSetUpError as trouble:
        say(f"Set-up stops: {trouble}")
        return 1
    return 0


def make_environment() -> None:
    """Make the virtual environment, with whatever way this machine has."""
    if sys.version_info < OLDEST:
        raise CannotSetUpError(
            f"this is Python {sys.version.split()[0]}, and Qanat needs 3.11 or later. "
            "Name another one: make setup PYTHON=/path/to/python3.11"
        )
    if PYTHON.exists() and works(PYTHON, "-c", "import sys; sys.exit(0)"):
        return
    say("Making the environment (.venv)")
    shutil.rmtree(VENV, ignore_errors=True)
    if works(sys.executable, "-m", "venv", VENV):
        return
    # Debian ships Python without ensurepip; an environment without pip always works.
    shutil.rmtree(VENV, ignore_errors=True)
    run("the environment could not be made", sys.executable, "-m", "venv", "--without-pip", VENV)


def install(wanted: str) -> None:
    """Install the locked packages, and Qanat itself from this folder."""
    mark = digest([*LOCKS[wanted], "pyproject.toml"])
    stamp = VENV / f"installed-{wanted}"
    everything = VENV / "installed-test"
    if mark in {read(stamp), digest_of_run(everything, wanted)}:
        return
    say("Installing locked packages (a minute or two)")
    for lock in LOCKS[wanted]:
        pip_install("--require-hashes", "--no-deps", "-r", ROOT / lock)
    pip_install("--no-deps", "--no-build-isolation", "-e", ROOT)
    stamp.write_text(mark)


def digest_of_run(everything: Path, wanted: str) -> str:
    """Return what counts as installed for running: an up-to-date test environment does."""
    if wanted == "run" and read(everything) == digest([*LOCKS["test"], "pyproject.toml"]):
        return digest([*LOCKS["run"], "pyproject.toml"])
    return ""


def pip_install(*words: str | Path) -> None:
    """Install into the environment with its own pip, else with one of this machine's."""
    uv = shutil.which("uv") or (str(VENV / "bin" / "uv") if (VENV / "bin" / "uv").exists() else "")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location")
    if works(PYTHON, "-m", "pip", "--version"):
        words = (PYTHON, "-m", "pip", "install", *quiet, *words)
    elif uv:
        words = (uv, "pip", "install", "--quiet", "--python", PYTHON, *words)
    else:
        need_pip()
        words = (sys.executable, "-m", "pip", "--python", PYTHON, "install", *quiet, *words)
    run("a package could not be installed", *words)


def need_pip() -> None:
    """See that this Python has a pip; as root on Debian, bring it."""
    if works(sys.executable, "-m", "pip", "--version"):
        return
    bring(PIP_PACKAGES)
    if not works(sys.executable, "-m", "pip", "--version"):
        raise CannotSetUpError(f"{sys.executable} has no pip. Install it and run this again.")


def install_system_tools() -> None:
    """Bring what the tests drive: a browser and Debian's own PostgreSQL."""
    missing = [
        package
        for package, files in SYSTEM_TOOLS.items()
        if not all(Path(file).exists() for file in files)
    ]
    if missing:
        bring(missing)


def bring(packages: Iterable[str]) -> None:
    """Install Debian packages as root; without root, name them and stop."""
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotSetUpError(
            f"missing packages: {names}. As root: apt-get install {names}, then run this again."
        )
    say(f"Installing {names} with apt-get")
    keep_servers_quiet()
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    works("apt-get", "update", "-q")
    run(
        f"apt-get could not install {names}",
        "apt-get", "install", "-q", "-y", "--no-install-recommends", *names.split(),
    )  # fmt: skip


def keep_servers_quiet() -> None:
    """Keep Debian from making and starting a database server: only its programs are wanted."""
    habits = Path("/etc/postgresql-common/createcluster.conf")
    if not habits.exists():
        habits.parent.mkdir(exist_ok=True)
        habits.write_text("create_main_cluster = false\n")


def compile_catalogues() -> None:
    """Compile translations newer than what was compiled."""
    run("the catalogues could not be compiled", PYTHON, "-m", "tools.compile_catalogues")


def digest(names: Sequence[str]) -> str:
    """Return the hash of what an installation is made from."""
    parts = [Path(ROOT / name).read_bytes() for name in names]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read(path: Path) -> str:
    """Return the text of a file, empty when there is none."""
    return path.read_text() if path.exists() else ""


def works(*words: str | Path) -> bool:
    """Run something in silence and tell whether it worked."""
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def run(trouble: str, *words: str | Path) -> None:
    """Run something in silence; where it fails show what it said."""
    done = subprocess.run(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotSetUpError(f"{trouble}.\n{done.stdout.strip()[-4000:]}")


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
