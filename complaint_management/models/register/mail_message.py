from odoo import api, models
from odoo.exceptions import AccessError

# what readers do with a message for themselves
OWN_FIELDS = {"starred_partner_ids", "starred"}


class MailMessage(models.Model):
    """What was written about a complaint is evidence: neither rewritten nor deleted."""

    _inherit = "mail.message"

    def write(self, vals):
        """
        :raise AccessError: somebody rewrites evidence, or makes something evidence
        """
        if vals.keys() - OWN_FIELDS and not self.env.su:
            self._check_no_evidence()
            self._check_no_evidence(vals.get("model"))
        return super().write(vals)

    def unlink(self):
        """
        :raise AccessError: somebody deletes evidence
        """
        if not self.env.su:
            self._check_no_evidence()
        return super().unlink()

    def _check_no_evidence(self, *models):
        """:raise AccessError: a message belongs to a complaint or one of its parts"""
        # sudo: only where the messages belong to
        if any(map(self._is_evidence, {*models, *self.sudo().mapped("model")})):
            raise AccessError(self.env["complaint.protected.mixin"]._get_kept_text())

    @api.model
    def _is_evidence(self, model):
        return self.env["complaint.protected.mixin"]._keeps_evidence(model)


class MailTrackingValue(models.Model):
    """Logs of changed values are evidence as well."""

    _inherit = "mail.tracking.value"

    def write(self, vals):
        """
        :raise AccessError: somebody rewrites the history of a complaint
        """
        if not self.env.su:
            self.sudo().mail_message_id._check_no_evidence()  # sudo: see there
        return super().write(vals)

    def unlink(self):
        """
        :raise AccessError: somebody deletes from the history of a complaint
        """
        if not self.env.su:
            self.sudo().mail_message_id._check_no_evidence()  # sudo: see there
        return super().unlink()
