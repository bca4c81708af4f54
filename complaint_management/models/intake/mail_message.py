from odoo import api, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """A message on a document of ours says who wrote it, and when: the server
        knows, users only claim."""
        return super().create([self._get_honest_values(vals) for vals in vals_list])

    @api.model
    def _get_honest_values(self, vals):
        context = self.env.context
        model = vals.get("model") or context.get("default_model") or ""
        if self.env.su or not model.startswith("complaint."):
            return vals
        honest = {
            "author_id": context.get("default_author_id"),
            "message_type": context.get("default_message_type") or "comment",
            **vals,
            "date": self.env.cr.now(),
        }
        honest.pop("tracking_value_ids", None)
        known = self.env["mail.thread"]._get_true_origin(honest, model)
        honest["author_id"] = known.get("author_id")
        honest["message_type"] = known["message_type"]
        if "email_from" not in known:
            honest["email_from"] = self.env.user.email_formatted
        return honest
