"""Runs chosen tests of the addon; read by ``odoo shell`` from standard input.

Unlike ``--test-tags`` it imports the tests of this addon only, and at_install
tests need no upgrade: this is what makes a single test start at once.
"""

import os

from odoo.tests.shell import run_tests

run_tests(env, os.environ["TEST_TAGS"], modules=[os.environ["TEST_MODULE"]])  # noqa: F821
