from odoo import fields, models


class ComplaintChannel(models.Model):
    """The way by which a complaint reaches the company (P10, P12, P17, P20)."""

    _name = "complaint.channel"
    _description = "Complaint Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_mail = fields.Boolean(
        "Used for Incoming Mail",
        help="Complaints that arrive by the mail gateway get this channel.",
    )

    _is_mail_uniq = models.UniqueIndex(
        "(is_mail) WHERE is_mail IS TRUE",
        "Only one channel can be used for incoming mail.",
    )
