"""The command line of ``./dev``."""

import argparse
import os

from . import ending
from .commands import bench, database, i18n, lint, reset, run, shell, test
from .commands import odoo as odoo_command
from .console import DevError, say

COMMANDS = (run, test, lint, shell, bench, i18n, reset, odoo_command, database)


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code of the process."""
    parser = _parser()
    if not arguments:
        parser.print_help()
        return 0
    options = parser.parse_args(arguments)
    # Whatever asks would wait for ever where nobody answers.
    os.environ.setdefault("PIP_NO_INPUT", "1")
    ending.watch()
    try:
        return options.execute(options)
    except DevError as error:
        say(f"\n{error}")
    except PermissionError as error:
        say(f"\n{error}\nWas ./dev used by another user in this clone before?")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev",
        description="A real Odoo 19 with the addon, and everything to work on it. "
        "The first use sets up what is missing.",
        epilog="Settings (environment): ODOO_HOME an Odoo 19 of your own; "
        "DATABASE_HOST, DATABASE_PORT, DATABASE_USER, DATABASE_PASSWORD a PostgreSQL "
        "server of your own; SHARED_DIR further test material (default ../shared).",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        command = commands.add_parser(
            module.NAME, help=module.HELP, description=module.HELP
        )
        module.configure(command)
        command.set_defaults(execute=module.execute)
    return parser
