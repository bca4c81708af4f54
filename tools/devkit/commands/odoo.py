"""``./dev odoo``: Odoo's own command line."""

import argparse
import os

from .. import odoo as odoo_module
from ..postgres import client

NAME = "odoo"
HELP = "run Odoo's own command line, for example: ./dev odoo -- shell -d DB"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def execute(options: argparse.Namespace) -> int:
    """Become Odoo."""
    odoo = odoo_module.prepare().with_test_addons()
    arguments = options.arguments
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    # `odoo db` calls PostgreSQL's programs.
    folder = client("pg_dump").parent
    environment = odoo.environment | {"PATH": f"{folder}:{os.environ['PATH']}"}
    command = [*odoo.command, *arguments]
    os.execvpe(command[0], command, environment)
