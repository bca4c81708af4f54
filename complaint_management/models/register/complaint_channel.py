from odoo import fields, models
from odoo.tools import ormcache


class ComplaintChannel(models.Model):
    """The way by which a complaint reaches the company (P10, P12, P17, P20)."""

    _name = "complaint.channel"
    _inherit = ["complaint.cached.name.mixin"]
    _description = "Complaint Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_mail = fields.Boolean(
        "Used for Incoming Mail",
        help="Complaints that arrive by the mail gateway get this channel.",
    )
    is_read_later = fields.Boolean(
        "Read Later",
        help="What customers write in it is found some time afterwards, as in a guest"
        " book: limits that begin with the receipt begin with the registration.",
    )

    _is_mail_uniq = models.UniqueIndex(
        "(is_mail) WHERE is_mail IS TRUE",
        "Only one channel can be used for incoming mail.",
    )

    @ormcache()
    def _get_mail_channel_id(self):
        """The channel of complaints that come in by mail; False when there is none."""
        # sudo: cached for everybody
        return self.sudo().search([("is_mail", "=", True)], limit=1).id

    @ormcache()
    def _get_read_later_ids(self):
        """The channels whose complaints are found some time after the receipt."""
        # sudo: cached for everybody; archived: old cases refer to any of them
        channels = self.sudo().with_context(active_test=False)
        return frozenset(channels.search([("is_read_later", "=", True)]).ids)
