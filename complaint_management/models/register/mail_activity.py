from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        """An activity on a protected document is for who answers for it when its
        assignee has left, and is kept without an assignee who may not read it."""
        vals_list = [self._replace_absent(vals) for vals in vals_list]
        places = [self._get_place(vals) for vals in vals_list]
        unreadable = self._get_unreadable(places)
        return super().create(
            [
                {**vals, "user_id": False} if place in unreadable else vals
                for vals, place in zip(vals_list, places, strict=True)
            ]
        )

    def write(self, vals):
        """See :meth:`create`."""
        if not vals.get("user_id"):
            return super().write(vals)
        unreadable = self._get_unreadable(
            (activity.res_model, activity.res_id, vals["user_id"]) for activity in self
        )
        refused = self.filtered(
            lambda activity: (
                (activity.res_model, activity.res_id, vals["user_id"]) in unreadable
            )
        )
        super(MailActivity, refused).write({**vals, "user_id": False})
        return super(MailActivity, self - refused).write(vals)

    @api.model
    def _replace_absent(self, vals):
        """The values with an assignee who is there."""
        model, res_id, user_id = self._get_place(vals)
        # sudo: that a colleague has left is no secret
        user = self.env["res.users"].sudo().browse(user_id or 0)
        protected = self.env.registry["complaint.protected.mixin"]
        if not (user and model and res_id) or user.active:
            return vals
        document = self.env[model].browse(res_id)
        if not isinstance(document, protected):
            return vals
        return {**vals, "user_id": document._get_responsible_user().id}

    @api.model
    def _get_place(self, vals):
        """Model, document and assignee."""
        model = vals.get("res_model") or (
            vals.get("res_model_id")
            # sudo: the technical name of a model is no secret
            and self.env["ir.model"].sudo().browse(vals["res_model_id"]).model
        )
        return model, vals.get("res_id"), vals.get("user_id", self.env.uid)

    @api.model
    def _get_unreadable(self, places):
        """The places whose protected document the assignee may not read."""
        protected = self.env.registry["complaint.protected.mixin"]
        documents = {}
        for model, res_id, user_id in places:
            if model and res_id and user_id and isinstance(self.env[model], protected):
                documents.setdefault((model, user_id), set()).add(res_id)
        unreadable = set()
        for (model, user_id), ids in documents.items():
            user = self.env["res.users"].browse(user_id)
            readable = self.env[model].browse(ids)._filter_readable_by(user)
            unreadable |= {
                (model, res_id, user_id) for res_id in ids - set(readable.ids)
            }
        return unreadable
