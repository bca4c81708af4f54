from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class MailFollowers(models.Model):
    """Who follows a case is for those who may read it: Odoo shows all employees the
    followers of every document."""

    _inherit = "mail.followers"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        hidden = self._get_hidden_ids(query.subselect())
        if not hidden:
            return query
        return super()._search(
            Domain(domain) & Domain("id", "not in", hidden), *args, **kwargs
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self.ids:
            return result
        hidden = self._get_hidden_ids(SQL("%s", self._ids))
        if not hidden:
            return result
        forbidden = self.browse(hidden) | (result[0] if result else self.browse())
        return forbidden, lambda: AccessError(
            self.env._("Who follows a document is for those who may read it.")
        )

    def _get_hidden_ids(self, ids):
        """Those of the rows that follow documents of ours that the user may not read.

        :param SQL ids: a list or a subquery
        """
        self.flush_model(["res_model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT res_model, res_id, array_agg(id)
                     FROM mail_followers
                    WHERE id IN %s AND res_model LIKE %s
                 GROUP BY res_model, res_id""",
                ids,
                "complaint.%",
            )
        )
        by_document = {(model, res_id): found for model, res_id, found in rows}
        hidden = []
        for model in {model for model, _res_id in by_document}:
            documents = self.env[model].browse(
                res_id for name, res_id in by_document if name == model
            )
            for document in documents - documents._filtered_access("read"):
                hidden += by_document[model, document.id]
        return hidden

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
