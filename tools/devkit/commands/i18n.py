"""``./dev i18n``: the translation files, brought up to date."""

import argparse

from .. import odoo as odoo_module
from .. import terms
from ..console import step

NAME = "i18n"
HELP = "update the translation files and list what they miss"


def configure(parser: argparse.ArgumentParser) -> None:
    """There are no arguments."""


def execute(options: argparse.Namespace) -> int:
    """Export, merge, report."""
    odoo = odoo_module.prepare()
    with step("Collecting the terms"):
        missing = terms.merge(odoo)
    print("\n".join(missing) or "Every term is translated.")
    return 1 if missing else 0
