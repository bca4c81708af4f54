"""What stands behind ``./dev``: a real Odoo 19 for this clone in one command.

Standard library only, so that it runs before anything is installed. Tests may
import it (see ``devkit.testbed``).
"""
