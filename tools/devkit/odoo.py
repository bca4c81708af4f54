"""Odoo's command line, configured for this clone."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import get_ident

from . import odoo_source, postgres, venv
from .paths import ROOT, TEST_ADDONS, TOOLS, state_dir


@dataclass(frozen=True)
class Odoo:
    """A ready Odoo: interpreter, source, database server, data folder."""

    source: odoo_source.OdooSource
    python: Path
    server: postgres.Server
    test_addons: bool = False

    def with_test_addons(self) -> "Odoo":
        """Return the same Odoo, which also knows the addons made for tests."""
        return replace(self, test_addons=True)

    @property
    def data_dir(self) -> Path:
        """Odoo's filestore and sessions."""
        return state_dir() / "data"

    @property
    def command(self) -> list[str]:
        """The command line of ``odoo``; needs `environment`."""
        return [str(self.python), str(TOOLS / "inside" / "run_odoo.py")]

    @cached_property
    def environment(self) -> dict[str, str]:
        """The process environment in which ``command`` finds everything."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PG", "ODOO_", "PYTHON"))
        }
        return (
            kept
            | self.server.environment
            | {
                "ODOO_RC": str(self._write_config()),
                "PYTHONPATH": str(self.source.import_path),
                # wkhtmltopdf and the log need an UTF-8 locale.
                "LC_ALL": "C.UTF-8",
            }
        )

    def _write_config(self) -> Path:
        """Write what has no environment variable of its own."""
        addons = [*self.source.addons, ROOT]
        if self.test_addons and TEST_ADDONS.is_dir():
            addons.append(TEST_ADDONS)
        settings = {
            "addons_path": ",".join(map(str, addons)),
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_maxconn": 32,
        }
        if self.server.password:
            settings["db_password"] = self.server.password
        path = state_dir() / f"odoo{'-tests' if self.test_addons else ''}.conf"
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        text = f"[options]\n{text}"
        if not path.exists() or path.read_text() != text:
            scratch = path.with_suffix(f".{os.getpid()}.{get_ident()}")
            scratch.touch(0o600)
            scratch.write_text(text)
            scratch.rename(path)
        return path


def prepare() -> Odoo:
    """Return Odoo, after fetching and starting whatever it needs."""
    odoo = Odoo(odoo_source.locate(), venv.python(), postgres.server())
    odoo.data_dir.mkdir(exist_ok=True)
    return odoo
