"""A running Odoo server."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from .console import DevError
from .odoo import Odoo

HEALTHY_WITHIN = 180
STOPPED_WITHIN = 30


class Server:
    """One Odoo server process (with its workers) on one database."""

    def __init__(
        self,
        odoo: Odoo,
        database: str,
        *options: str,
        port: int | None = None,
        log: Path | None = None,
    ):
        """Remember how to start; ``log`` None writes to the terminal."""
        self.odoo = odoo
        self.database = database
        self.port = port or free_port()
        self.options = options
        self.log = log
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The main process, whose group holds all of its workers."""
        return self.process.pid

    def start(self) -> "Server":
        """Start the server in a process group of its own and wait for answers."""
        command = [*self.odoo.command, "server", "-d", self.database]
        command += ["--db-filter", f"^{self.database}$", "--http-port", str(self.port)]
        if not any(option.startswith("--gevent-port") for option in self.options):
            command += ["--gevent-port", str(free_port())]
        output: IO | None = self.log.open("a") if self.log else None
        self.process = subprocess.Popen(
            [*command, *self.options],
            env=self.odoo.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        if output:
            output.close()
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Ask the server to end; insist after a while."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPPED_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End the server and its workers at once, as a crash would."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *exception) -> None:
        self.stop()

    def _wait_until_it_answers(self) -> None:
        """Health says that HTTP works, the login page that the database is loaded."""
        deadline = time.monotonic() + HEALTHY_WITHIN
        while not (self._answers("/web/health") and self._answers("/web/login")):
            if self.process.poll() is not None:
                raise DevError(f"The server ended at its start. {self._log_tail()}")
            if time.monotonic() > deadline:
                raise DevError(f"The server does not answer. {self._log_tail()}")
            time.sleep(0.2)

    def _answers(self, path: str) -> bool:
        # The machine's proxy, if any, has no say on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(self.url + path, timeout=60) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _log_tail(self) -> str:
        if not self.log:
            return "See its messages above."
        return f"{self.log}:\n{self.log.read_text(errors='replace')[-3000:]}"


def free_port(preferred: int | None = None) -> int:
    """Return a free TCP port of this machine, the preferred one if possible."""
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise DevError("No TCP port is free.")
