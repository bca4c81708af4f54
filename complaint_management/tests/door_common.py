from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tools import mute_logger


class DoorMixin:
    """Attacks go through the door that the web client and the API use."""

    def _call(self, user, model, method, *args, **kwargs):
        """Call as the web client does."""
        return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def _attack(self, user, model, method, *args, **kwargs):
        """
        :return bool: whether the call was refused; the database may say so first
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._call(user, model, method, *args, **kwargs)
                self.env.flush_all()
        except (UserError, AccessError, IntegrityError):
            self.env.invalidate_all()
            return True
        return False
