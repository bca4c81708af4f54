"""The command line of ``./dev``."""

import os
import sys

from . import odoo as odoo_module
from . import postgres
from .databases import Databases
from .console import DevError


def main(arguments):
    try:
        odoo = odoo_module.prepare()
        rest = arguments[1:]
        if rest[:1] == ["--"]:
            rest = rest[1:]
        if arguments[0] == "odoo":
            command = [*odoo.command, *rest]
        elif arguments[0] == "db":
            databases = Databases(odoo)
            if rest[0] == "create":
                t = {"deps": databases.dependencies_template, "ready": databases.ready_template}[rest[2] if rest[2:] else "deps"]()
                databases.copy(t, rest[1])
                return 0
            elif rest[0] == "drop":
                databases.drop(rest[1])
                return 0
            command = [str(postgres.client("psql")), "-d", *rest[1:]]
        os.execvpe(command[0], command, odoo.environment)
    except DevError as error:
        print(error, file=sys.stderr)
        return 1
