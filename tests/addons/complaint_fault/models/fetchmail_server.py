from odoo import models

from ..fault import strike


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        """Point ``mark``: stored and committed, not marked as read yet."""
        connection = super()._connect__(allow_archived=allow_archived)
        mark = connection.handled_message

        def handled_message(number):
            strike("mark", self.env)
            mark(number)

        connection.handled_message = handled_message
        return connection
