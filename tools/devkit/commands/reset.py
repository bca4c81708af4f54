"""``./dev reset``: back to a fresh clone; downloads stay in the cache."""

import argparse
import os
import shutil

from .. import odoo as odoo_module
from .. import postgres
from ..console import step
from ..databases import Databases
from ..paths import STATE

NAME = "reset"
HELP = "drop this clone's databases and everything in its .dev folder"


def configure(parser: argparse.ArgumentParser) -> None:
    """There are no arguments."""


def execute(options: argparse.Namespace) -> int:
    """Remove what this clone has made."""
    with step("Removing this clone's databases and files"):
        if os.environ.get("DATABASE_HOST"):
            databases = Databases(odoo_module.prepare())
            for name in databases.names():
                databases.drop(name)
        if STATE.exists():
            postgres.remove()
            shutil.rmtree(STATE)
    return 0
