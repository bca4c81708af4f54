"""Databases of this clone, and the templates that new ones are copied from."""

import ast
import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres
from .artifacts import digest, exclusive
from .console import DevError, run, step
from .fingerprint import installed_fingerprint
from .odoo import Odoo
from .paths import ADDON, ADDON_NAME, clone_id, state_dir

LANGUAGES = ("en_US", "zh_CN", "zh_TW")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Databases:
    """Creates, copies and drops databases together with their filestores."""

    odoo: Odoo

    def name(self, kind: str) -> str:
        """Return this clone's name for a database; others may share the server."""
        own = "" if self.odoo.server.private else f"{clone_id()}_"
        return f"complaint_{own}{kind}"

    def exists(self, name: str) -> bool:
        """Say whether there is a database ``name``."""
        found = self._sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        return bool(found)

    def names(self) -> list[str]:
        """Return all databases of this clone."""
        pattern = self.name("").replace("_", r"\_")
        query = f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}%'"
        return self._sql(query).split()

    def create(self, name: str, kind: str) -> str:
        """Create ``name`` from a template: ``deps``, ``ready`` or ``demo``.

        deps: only what the addon depends on; ready: with the addon; demo: with
        the addon and demo data. The template is made anew when outdated; an
        existing database ``name`` is replaced.
        """
        # The lock keeps others from replacing the template before it is copied.
        with exclusive(state_dir() / f"{kind}.lock"):
            template = self._template(kind)
            self.drop(name)
            # Files first: a database that exists is complete.
            if (files := self._filestore(template)).is_dir():
                shutil.copytree(files, self._filestore(name))
            self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    @contextlib.contextmanager
    def temporary(self, purpose: str, kind: str) -> Iterator[str]:
        """Yield the name of a new database (see `create`) and drop it at the end."""
        self._drop_abandoned()
        number = next(_numbers)
        name = self.create(self.name(f"tmp_{os.getpid()}_{purpose}_{number}"), kind)
        try:
            yield name
        finally:
            self.drop(name)

    def _drop_abandoned(self) -> None:
        """Drop temporary databases of processes that were killed."""
        pattern = re.compile(re.escape(self.name("tmp_")) + r"(\d+)_")
        for name in self.names():
            found = pattern.match(name)
            if found and not Path("/proc", found[1]).exists():
                self.drop(name)

    def query(self, name: str, statement: str) -> str:
        """Return what psql prints: a line a row, ``|`` between columns."""
        return self._sql(statement, name)

    def comment(self, name: str) -> str:
        """Return the note kept with the database."""
        return self._sql(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = '{name}'"
        )

    def set_comment(self, name: str, text: str) -> None:
        """Keep a note with the database, out of the addon's sight."""
        self._sql(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def drop(self, name: str) -> None:
        """Drop the database ``name`` and its files, whoever uses it."""
        # Not WITH (FORCE): that may not end an autovacuum, which a plain drop ends.
        self._sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND usename = current_user"
        )
        self._sql(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def install(self, name: str, modules: list[str], *options: str) -> None:
        """Install modules; the database is created when missing."""
        self._load(name, "-i", ",".join(modules), *options)

    def upgrade(self, name: str, modules: list[str]) -> None:
        """Upgrade modules to what their files say."""
        self._load(name, "-u", ",".join(modules))

    def _load(self, name: str, *options: str) -> None:
        """Start Odoo once for its side effects; an error in its log is ours."""
        command = [*self.odoo.command, "server", "-d", name, *options]
        command += ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
        command += ["--log-level=warn"]
        done = run(command, env=self.odoo.environment, cwd=state_dir())
        if " ERROR " in done.stdout or " CRITICAL " in done.stdout:
            raise DevError(f"{' '.join(options)}:\n{done.stdout[-4000:]}")

    def _template(self, kind: str) -> str:
        """Return the template of that kind; it gets its name when complete."""
        name = self.name(f"{kind}_{self._template_key(kind)}")
        if self.exists(name):
            return name
        with step(f"Preparing the {kind} database (again when its files change)"):
            scratch = self.name(f"new_{kind}")
            self.drop(scratch)
            self._fill(scratch, kind)
            for outdated in self.names():
                if outdated.startswith(self.name(f"{kind}_")):
                    self.drop(outdated)
            if self._filestore(scratch).is_dir():
                shutil.rmtree(self._filestore(name), ignore_errors=True)
                self._filestore(scratch).rename(self._filestore(name))
            self._sql(f'ALTER DATABASE "{scratch}" ALLOW_CONNECTIONS false')
            self._sql(f'ALTER DATABASE "{scratch}" RENAME TO "{name}"')
        return name

    def _template_key(self, kind: str) -> str:
        dependencies = digest(odoo_source.identity(), *_dependencies(), *LANGUAGES)
        if kind == "deps":
            return dependencies
        return digest(dependencies, installed_fingerprint())

    def _fill(self, name: str, kind: str) -> None:
        languages = f"--load-language={','.join(LANGUAGES)}"
        if kind == "deps":
            self.install(name, _dependencies(), languages)
        elif kind == "ready":
            self.create(name, "deps")
            self.install(name, [ADDON_NAME])
        else:
            # Modules get demo data only in a database that was born with it.
            self.install(name, [ADDON_NAME], languages, "--with-demo")

    def _filestore(self, name: str) -> Path:
        return self.odoo.data_dir / "filestore" / name

    def _sql(self, statement: str, database: str = "postgres") -> str:
        psql = [postgres.client("psql"), "-X", "-q", "-A", "-t", "-d", database]
        quiet = {"PGOPTIONS": "-c client_min_messages=error"}
        environment = self.odoo.environment | quiet
        return run([*psql, "-c", statement], env=environment).stdout.strip()


def _dependencies() -> list[str]:
    return ast.literal_eval((ADDON / "__manifest__.py").read_text())["depends"]
