from odoo import models

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

    def _get_cannot_anonymise_reasons(self, complaints):
        """Everything that stands against forgetting the contact with these cases of
        his, translated; else empty.

        :raise AccessError: the user may not read the contact
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: what names the contact counts, whoever may see it, archived or not
        contact = self.sudo().with_context(active_test=False)
        name, env, reasons = self.display_name, contact.env, []
        if contact.user_ids:
            reasons.append(
                self.env._(
                    "%(contact)s has an account: delete the account first.",
                    contact=name,
                )
            )
        if env["res.company"].search_count([("partner_id", "=", contact.id)], limit=1):
            reasons.append(
                self.env._("%(contact)s is one of your own companies.", contact=name)
            )
        named = [("partner_id", "child_of", contact.id)]
        cases = env["complaint.complaint"].search(named)
        cases |= env["complaint.complainant"].search(named).complaint_id
        if not cases & complaints.sudo():
            reasons.append(
                self.env._(
                    "%(contact)s is no customer of these complaints.", contact=name
                )
            )
        if others := cases - complaints.sudo():
            reasons.append(
                self.env._(
                    "%(count)s more complaints name %(contact)s: anonymise these, too,"
                    " or leave the contact as it is.",
                    count=len(others),
                    contact=name,
                )
            )
        return reasons

    def _anonymise_complainant(self):
        """Delete what tells who the contact is. The row stays: other documents may
        need it, and keep what was written there."""
        # sudo: supervisors need not administer contacts
        contacts = self.sudo().with_context(active_test=False, tracking_disable=True)
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
        env["mail.message"].search([("model", "=", "res.partner"), *document]).unlink()
        env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                *document,
                ("res_field", "in", (False, "")),
            ]
        ).unlink()
