"""A PostgreSQL server that only one suite uses: in a temporary folder, on loopback, without a user's rights."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Debian keeps the server's programs, of each version, where no PATH leads.
PATH = os.pathsep.join([
    *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ.get("PATH", "")])
PROGRAMS = {name: shutil.which(name, path=PATH) for name in ("initdb", "postgres", "pg_isready", "psql")}
IS_INSTALLED = all(PROGRAMS.values())
NOT_INSTALLED = "PostgreSQL is not installed. On Debian: sudo apt-get install -y postgresql"
USER = "tiktok"
# A port that was free may be taken before the server has it.
MOST_STARTS = 5


@dataclass(frozen=True)
class PostgreSQL:
    port: int

    def url(self, database: str) -> str:
        # Any password will do, and dlt wants one.
        return f"postgresql://{USER}:any@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Creates a database; returns its URL."""
        self.query("postgres", f"CREATE DATABASE {database}")
        return self.url(database)

    def query(self, database: str, sql: str) -> list[str]:
        """The lines of the answer, with columns between bars."""
        done = subprocess.run(
            ["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql, self.url(database)],
            capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.split("\n") if line]


@contextmanager
def server() -> Iterator[PostgreSQL]:
    assert IS_INSTALLED, NOT_INSTALLED
    # pytest's own folders belong to the user that runs it, and the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    user = _user() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    rights = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    try:
        made = subprocess.run(
            [PROGRAMS["initdb"], "-D", folder / "data", "-U", USER, "-A", "trust", "--no-sync", "--no-locale", "-E",
             "UTF8"],
            cwd=folder, capture_output=True, text=True, check=False, **rights)
        assert made.returncode == 0, made.stderr
        for _ in range(MOST_STARTS):
            port = _free_port()
            with (folder / "log").open("w") as log:
                process = subprocess.Popen(
                    [PROGRAMS["postgres"], "-D", folder / "data", "-p", str(port), "-k", folder,
                     "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
                    cwd=folder, stdout=log, stderr=log, **rights)
            try:
                if _answers(process, folder, port):
                    yield PostgreSQL(port)
                    return
            finally:
                # SIGINT ends the sessions of others, too.
                process.send_signal(signal.SIGINT)
                process.wait(timeout=120)
        raise AssertionError((folder / "log").read_text())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _answers(process: subprocess.Popen[bytes], folder: Path, port: int) -> bool:
    """Waits until the server answers; false when it ends before. No other server has a socket in its folder."""
    while process.poll() is None:
        asked = subprocess.run(
            [PROGRAMS["pg_isready"], "-q", "-h", folder, "-p", str(port)], check=False)
        if asked.returncode == 0:
            return True
        time.sleep(0.05)
    return False
