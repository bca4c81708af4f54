"""Databases of this clone, and the templates that new ones are copied from."""

import ast
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from . import odoo_source, postgres
from .artifacts import digest, exclusive, tree_digest
from .console import DevError, run, step
from .odoo import Odoo
from .paths import ADDON, ADDON_NAME, clone_id, state_dir

LANGUAGES = ("en_US", "zh_CN", "zh_TW")


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

    def copy(self, template: str, name: str) -> str:
        """Create ``name`` as a copy of the database and files of ``template``."""
        self.drop(name)
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        files = self._filestore(template)
        if files.is_dir():
            shutil.copytree(files, self._filestore(name))
        return name

    def drop(self, name: str) -> None:
        """Drop the database ``name`` and its files, whoever uses it."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def dependencies_template(self) -> str:
        """Return the database that has only what the addon depends on."""
        depends = _manifest()["depends"]
        key = digest(str(odoo_source.identity()), *depends, *LANGUAGES)
        return self._template("deps", key, lambda name: self._install(name, depends))

    def ready_template(self) -> str:
        """Return the database that has the addon, as its files are now."""
        dependencies = self.dependencies_template()
        key = digest(dependencies, addon_digest())
        return self._template("ready", key, lambda name: self._install_addon(name))

    def _install_addon(self, name: str) -> None:
        self.copy(self.dependencies_template(), name)
        self._install(name, [ADDON_NAME])

    def _install(self, name: str, modules: list[str]) -> None:
        """Install modules and the languages; every error in the log counts."""
        command = [*self.odoo.command, "server", "-d", name, "-i", ",".join(modules)]
        command += [f"--load-language={','.join(LANGUAGES)}", "--stop-after-init"]
        command += ["--no-http", "--max-cron-threads=0", "--log-level=warn"]
        done = run(command, env=self.odoo.environment, cwd=state_dir())
        if " ERROR " in done.stdout or " CRITICAL " in done.stdout:
            raise DevError(f"Installing {', '.join(modules)}:\n{done.stdout[-4000:]}")

    def _template(self, kind: str, key: str, fill: Callable[[str], None]) -> str:
        """Return the template of that key; it gets its name when complete."""
        name = self.name(f"{kind}_{key}")
        if self.exists(name):
            return name
        with exclusive(state_dir() / f"{kind}.lock"):
            if self.exists(name):
                return name
            with step(f"Preparing the {kind} database (again when its files change)"):
                scratch = self.name(f"new_{kind}")
                self.drop(scratch)
                fill(scratch)
                self._forget_older(kind)
                files = self._filestore(scratch)
                if files.is_dir():
                    shutil.rmtree(self._filestore(name), ignore_errors=True)
                    files.rename(self._filestore(name))
                self._sql(f'ALTER DATABASE "{scratch}" ALLOW_CONNECTIONS false')
                self._sql(f'ALTER DATABASE "{scratch}" RENAME TO "{name}"')
        return name

    def _forget_older(self, kind: str) -> None:
        for name in self.names():
            if name.startswith(self.name(f"{kind}_")):
                self.drop(name)

    def _filestore(self, name: str):
        return self.odoo.data_dir / "filestore" / name

    def _sql(self, statement: str) -> str:
        psql = [postgres.client("psql"), "-X", "-q", "-A", "-t", "-d", "postgres"]
        environment = {**self.odoo.environment, "PGOPTIONS": "-c client_min_messages=error"}
        return run([*psql, "-c", statement], env=environment).stdout.strip()


def addon_digest() -> str:
    """Return a hash of what an installed addon consists of."""
    return tree_digest(ADDON, skip=lambda path: path.parts[0] in ("tests", "doc"))


def _manifest() -> dict:
    manifest = ADDON / "__manifest__.py"
    if not manifest.exists():
        return {"depends": ["mail", "portal", "hr", "resource"]}
    return ast.literal_eval(manifest.read_text())
