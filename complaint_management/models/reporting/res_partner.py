from odoo import models
from odoo.exceptions import UserError

ANONYMOUS_FIELDS = (
    "email",
    "phone",
    "street",
    "street2",
    "city",
    "zip",
    "vat",
    "website",
    "comment",
    "function",
    "ref",
    "image_1920",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _anonymise_complainant(self):
        """Delete what tells who the contact is. The row stays: other documents may
        need it.

        :raise UserError: the contact is a user, who has an account of his own
        """
        # sudo: archived users count, and supervisors need not administer contacts
        contacts = self.sudo().with_context(active_test=False, tracking_disable=True)
        if contacts.user_ids:
            raise UserError(
                self.env._(
                    "%(contact)s has an account: delete the account first.",
                    contact=self.display_name,
                )
            )
        for contact in contacts:
            contact.write(
                {
                    **dict.fromkeys(ANONYMOUS_FIELDS, False),
                    "name": self.env._("Anonymous %(number)s", number=contact.id),
                    "active": False,
                }
            )
        document = [("res_id", "in", self.ids)]
        env = contacts.env
        env["mail.message"].search(
            [
                "|",
                "&",
                ("model", "=", "res.partner"),
                *document,
                ("author_id", "in", self.ids),
            ]
        ).unlink()
        env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                *document,
                ("res_field", "in", (False, "")),
            ]
        ).unlink()
