"""The database with demo data that ``./dev run`` and ``./dev shell`` work on."""

from dataclasses import dataclass
from functools import cached_property

from .console import step
from .databases import Databases
from .fingerprint import installed_fingerprint
from .odoo import Odoo
from .paths import ADDON_NAME

# Odoo's demo users and, by the same convention, ours: the password is the login.
LOGINS = f"""
    SELECT DISTINCT u.id, u.login, p.name
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
      JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
     WHERE u.active
       AND (d.module = '{ADDON_NAME}' OR u.login IN ('admin', 'demo', 'portal'))
     ORDER BY u.id
"""


@dataclass(frozen=True)
class DevelopmentDatabase:
    """Made from the demo template once, then upgraded when the addon changes."""

    odoo: Odoo

    @cached_property
    def databases(self) -> Databases:
        """The databases of this clone."""
        return Databases(self.odoo)

    def prepare(self) -> str:
        """Return the name of the database, up to date with the addon's files."""
        name = self.databases.name("dev")
        fingerprint = installed_fingerprint()
        if not self.databases.exists(name):
            with step(f"Creating the database {name}"):
                self.databases.create(name, "demo")
            self.databases.set_comment(name, fingerprint)
        elif self.databases.comment(name) != fingerprint:
            with step(f"Upgrading {name}: the addon's files have changed"):
                self.databases.upgrade(name, [ADDON_NAME])
            self.databases.set_comment(name, fingerprint)
        return name

    def logins(self) -> list[tuple[str, str]]:
        """Return login (also the password) and name of the users to try."""
        rows = self.databases.query(self.databases.name("dev"), LOGINS).splitlines()
        return [tuple(row.split("|")[1:]) for row in rows]
