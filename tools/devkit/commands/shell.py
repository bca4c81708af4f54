"""``./dev shell``: a Python prompt with ``env`` on the demo database."""

import argparse
import os

from .. import odoo as odoo_module
from ..devdb import DevelopmentDatabase

NAME = "shell"
HELP = "open a Python prompt with env on the demo database"


def configure(parser: argparse.ArgumentParser) -> None:
    """There are no arguments."""


def execute(options: argparse.Namespace) -> int:
    """Become Odoo's shell."""
    odoo = odoo_module.prepare()
    name = DevelopmentDatabase(odoo).prepare()
    command = [*odoo.command, "shell", "-d", name, "--no-http", "--log-level=warn"]
    os.execvpe(command[0], command, odoo.environment)
