"""``./dev run``: a running server with demo data."""

import argparse

from .. import odoo as odoo_module
from .. import programs
from ..console import step
from ..devdb import DevelopmentDatabase
from ..server import Server, free_port

NAME = "run"
HELP = "run a server with the addon and demo data"
USUAL_PORT = 8069


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, help=f"default {USUAL_PORT}, or a free one")
    parser.add_argument(
        "options", nargs="*", help="further options of Odoo's server, after --"
    )


def execute(options: argparse.Namespace) -> int:
    """Run the server until Ctrl-C."""
    programs.for_reports()
    odoo = odoo_module.prepare()
    development = DevelopmentDatabase(odoo)
    name = development.prepare()
    server = Server(
        odoo,
        name,
        *("--workers=0", "--log-level=warn", *options.options),
        port=options.port or free_port(USUAL_PORT),
    )
    try:
        with step("Starting the server"):
            server.start()
        _greet(server.url, development.logins())
        return server.process.wait()
    finally:
        server.stop()


def _greet(url: str, logins: list[tuple[str, str]]) -> None:
    print(f"\n  Odoo runs at {url}\n\n  {'login':24} {'password':24} name")
    for login, name in logins:
        print(f"  {login:24} {login:24} {name}")
    print("\n  Ctrl-C stops it.\n", flush=True)
