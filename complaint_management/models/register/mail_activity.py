from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        """An activity on a protected document is kept without its assignee when he may
        not read that document."""
        return super().create([self._drop_unreadable_user(vals) for vals in vals_list])

    def write(self, vals):
        """See :meth:`create`."""
        if not vals.get("user_id"):
            return super().write(vals)
        refused = self.filtered(
            lambda activity: not self._may_read(
                activity.res_model, activity.res_id, vals["user_id"]
            )
        )
        super(MailActivity, refused).write({**vals, "user_id": False})
        return super(MailActivity, self - refused).write(vals)

    def _drop_unreadable_user(self, vals):
        model = vals.get("res_model") or (
            vals.get("res_model_id")
            # sudo: the technical name of a model is no secret
            and self.env["ir.model"].sudo().browse(vals["res_model_id"]).model
        )
        user_id = vals.get("user_id", self.env.uid)
        if self._may_read(model, vals.get("res_id"), user_id):
            return vals
        return {**vals, "user_id": False}

    def _may_read(self, model, res_id, user_id):
        protected = self.env.registry["complaint.protected.mixin"]
        if not (model and res_id and user_id):
            return True
        document = self.env[model].browse(res_id)
        if not isinstance(document, protected):
            return True
        return bool(document._filter_readable_by(self.env["res.users"].browse(user_id)))
