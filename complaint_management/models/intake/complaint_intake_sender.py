from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class ComplaintIntakeSender(models.Model):
    """An address, or a whole domain, whose mail is refused as spam."""

    _name = "complaint.intake.sender"
    _inherit = ["complaint.cached.mixin", "complaint.part.mixin"]
    _description = "Spam Sender"
    _rec_name = "email"
    _order = "email"

    email = fields.Char(
        "Address or Domain",
        required=True,
        help="e.g. offers@spam.example, or @spam.example for the whole domain",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _email_uniq = models.UniqueIndex(
        "(email, company_id)", "This sender is on the list already."
    )

    @api.constrains("email")
    def _check_email(self):
        for sender in self:
            if "@" not in sender.email or sender.email != sender.email.strip().lower():
                raise ValidationError(
                    self.env._(
                        "“%(email)s”: write an address or @domain in small letters.",
                        email=sender.email,
                    )
                )

    @ormcache("company_id")
    def _get_ids_by_email(self, company_id):
        """The senders that the company refuses, by address or @domain."""
        # sudo: cached for everybody
        senders = self.sudo().search([("company_id", "=", company_id)])
        return {sender.email: sender.id for sender in senders}
