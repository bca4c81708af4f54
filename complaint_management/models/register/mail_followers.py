from odoo import models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    def _add_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes,
        check_existing=False,
        existing_policy="skip",
    ):
        """Colleagues who may not read a protected document do not follow it."""
        new, upd = super()._add_followers(
            res_model, res_ids, partner_ids, subtypes, check_existing, existing_policy
        )
        if isinstance(
            self.env[res_model], self.env.registry["complaint.protected.mixin"]
        ):
            new = self._drop_unreadable(res_model, new)
        return new, upd

    def _drop_unreadable(self, res_model, new):
        """:param dict new: values of followers to be created by document id"""
        partner_ids = {values["partner_id"] for rows in new.values() for values in rows}
        users = (
            # sudo: the users behind the partners decide, whoever adds them
            self.env["res.users"]
            .sudo()
            .search([("partner_id", "in", partner_ids), ("share", "=", False)])
        )
        documents = self.env[res_model].browse(new)
        readable = {
            user.partner_id.id: set(documents._filter_readable_by(user).ids)
            for user in users
        }
        return {
            res_id: [
                values
                for values in rows
                if res_id in readable.get(values["partner_id"], new)
            ]
            for res_id, rows in new.items()
        }
