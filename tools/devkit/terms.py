"""The addon's translatable terms, as a database with the addon has them."""

import subprocess
import tempfile
from pathlib import Path

from .console import DevError
from .databases import Databases
from .odoo import Odoo
from .paths import ADDON, ADDON_NAME, TOOLS, state_dir

I18N = ADDON / "i18n"
SCRIPT = TOOLS / "inside" / "translations.py"


def check(odoo: Odoo) -> list[str]:
    """Return what the translations miss."""
    return _compare(odoo, "check")


def merge(odoo: Odoo) -> list[str]:
    """Bring the files up to date; return what they still miss."""
    return _compare(odoo, "merge")


def _compare(odoo: Odoo, action: str) -> list[str]:
    with tempfile.TemporaryDirectory(dir=state_dir()) as folder:
        exported = Path(folder, "terms.po")
        _export(odoo, exported)
        done = subprocess.run(
            [str(odoo.python), str(SCRIPT), action, str(exported), str(I18N)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.stderr:
        raise DevError(done.stderr)
    return done.stdout.split("\n")[:-1] if done.returncode else []


def _export(odoo: Odoo, target: Path) -> None:
    with Databases(odoo).temporary("terms", "ready") as name:
        command = [*odoo.command, "i18n", "export", "-d", name, "-o", "-", ADDON_NAME]
        done = subprocess.run(
            command, env=odoo.environment, capture_output=True, check=False
        )
    if done.returncode or not done.stdout:
        raise DevError(done.stderr.decode(errors="replace")[-3000:])
    target.write_bytes(done.stdout)
