"""Odoo's command line as a file: a server of several processes starts it again for
live messages, which ``python -m odoo`` does not allow."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
