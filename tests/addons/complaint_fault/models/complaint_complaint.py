from odoo import api, models

from ..fault import strike


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Point ``process``: the complaint exists, but is not committed yet."""
        complaint = super().message_new(msg_dict, custom_values)
        strike("process", self.env)
        return complaint
