"""What end-to-end tests build upon: databases, servers, folders, programs.

For ``tests/conftest.py``::

    from devkit.testbed import Testbed

    testbed = Testbed()
    with testbed.database("ready") as name:
        with testbed.server(name, "--workers=2") as server:
            ...  # server.url, server.pid, server.kill(), server.start()
"""

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from . import odoo as odoo_module
from . import programs
from .console import DevError
from .databases import Databases
from .odoo import Odoo
from .paths import shared_dir, state_dir
from .server import Server, free_port

__all__ = ["Server", "Testbed", "free_port"]


class Testbed:
    """This clone's Odoo for tests, with the addons of ``tests/addons``."""

    __test__ = False

    @cached_property
    def odoo(self) -> Odoo:
        """Odoo's command, environment and database server."""
        return odoo_module.prepare().with_test_addons()

    @cached_property
    def databases(self) -> Databases:
        """Templates, copies, queries."""
        return Databases(self.odoo)

    @property
    def chromium(self) -> str | None:
        """The system's browser."""
        return programs.chromium()

    @property
    def shared(self) -> Path | None:
        """The folder of further test material, where there is one."""
        folder = shared_dir()
        return folder if folder.is_dir() else None

    def folder(self, name: str) -> Path:
        """Return an ignored folder for what tests leave, such as screenshots."""
        path = state_dir() / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    @contextlib.contextmanager
    def database(self, kind: str, *modules: str) -> Iterator[str]:
        """Yield the name of a new database (see Databases.create); drop it later.

        ``modules`` are installed in addition.
        """
        with self.databases.temporary("e2e", kind) as name:
            if modules:
                self.databases.install(name, list(modules))
            yield name

    def server(self, database: str, *options: str, **where) -> Server:
        """Return a server to start, ``with`` or by hand; its log is a file."""
        log = self.folder("log") / f"{database}-{time.time_ns()}.log"
        return Server(self.odoo, database, *options, log=log, **where)

    def shell(self, database: str, script: str, *options: str) -> str:
        """Run ``script`` in Odoo with ``env``; return what it prints.

        Nothing is saved unless the script commits.
        """
        command = [*self.odoo.command, "shell", "-d", database, "--no-http"]
        done = subprocess.run(
            [*command, "--log-level=warn", *options],
            env=self.odoo.environment,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DevError(done.stderr)
        return done.stdout

    def evaluate(self, database: str, expression: str):
        """Return the value of an expression of ``env``, passed on as JSON."""
        return json.loads(
            self.shell(database, f"import json; print(json.dumps({expression}))")
        )

    def run(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Run Odoo's command line; return output and exit code."""
        return subprocess.run(
            [*self.odoo.command, *arguments],
            env=self.odoo.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
