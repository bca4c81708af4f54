"""``./dev db``: databases to experiment with."""

import argparse
import os

from .. import odoo as odoo_module
from ..databases import Databases
from ..postgres import client

NAME = "db"
HELP = "create, drop or look into a database"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a database from a template")
    create.add_argument("name")
    create.add_argument(
        "template",
        nargs="?",
        choices=("deps", "ready", "demo"),
        default="deps",
        help="with what the addon depends on only (default), with the addon, "
        "or with demo data too",
    )
    drop = actions.add_parser("drop", help="drop a database and its files")
    drop.add_argument("name")
    psql = actions.add_parser("psql", help="open a database in psql")
    psql.add_argument("name")
    psql.add_argument("arguments", nargs=argparse.REMAINDER)


def execute(options: argparse.Namespace) -> int:
    """Do what is asked with one database."""
    odoo = odoo_module.prepare()
    databases = Databases(odoo)
    if options.action == "create":
        databases.create(options.name, options.template)
    elif options.action == "drop":
        databases.drop(options.name)
    else:
        command = [str(client("psql")), "-d", options.name, *options.arguments]
        os.execvpe(command[0], command, odoo.environment)
    return 0
