from markupsafe import Markup

from odoo import Command, api, models
from odoo.exceptions import AccessError

# keys of the context with which Odoo leaves out what was changed
SILENT_KEYS = ("tracking_disable", "mail_notrack")


class ComplaintProtectedMixin(models.AbstractModel):
    """Keeps a document from people who may not read it.

    Record rules close the front door. This mixin closes the side doors of the mail
    framework: labels show numbers only, and followers, recipients and assignees of
    activities who may not read the document are dropped (ISO 10002, P20).
    """

    _name = "complaint.protected.mixin"
    _inherit = ["complaint.local.time.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Protected Complaint Document"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        """The history tells of every change: no context of a user turns it off."""
        context = self.env.context
        silent = {name for name in SILENT_KEYS if context.get(name)}
        if not silent or self.env.su:
            return super().write(vals)
        loud = self.with_context(**dict.fromkeys(silent, False))
        return super(ComplaintProtectedMixin, loud).write(vals)

    def web_save(self, vals, specification, next_id=None):
        """Saving never fails for somebody who loses sight of the record by saving,
        such as the person complained about: he gets an empty record back."""
        if self:
            self.write(vals)
        else:
            self = self.create(vals)  # noqa: PLW0642 (as the web client's own method)
        if not next_id and not self.has_access("read"):
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "sticky": True,
                    "message": self.env._(
                        "Saved. %(document)s was handed over, because you may not see"
                        " it any more.",
                        document=", ".join(self.sudo().mapped("display_name")),
                    ),
                },
            )
            return [self._prepare_unreadable_values(specification)]
        target = self.browse(next_id) if next_id else self
        return target.with_context(bin_size=True).web_read(specification)

    def _prepare_unreadable_values(self, specification):
        """An empty record the web client can show in place of the unreadable one."""
        values = {
            name: [] if self._fields[name].type in ("one2many", "many2many") else False
            for name in specification
            if name in self._fields
        }
        return {**values, "id": self.id}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_responsible_user(self):
        """Who answers for the document when whoever was asked cannot act: the owner of
        its case, else a stand-in."""
        self.ensure_one()
        # sudo: parts of a case may be read without it
        document = self.sudo()
        for name in ("complaint_id", "complaint_ids"):
            if name in document._fields and document[name]:
                user = document[name][:1]._get_responsible_user()
                return user.sudo(self.env.su)
        return self.env["res.users"]

    def _filter_readable_by(self, user):
        """The records of self that the user may read."""
        companies = user.sudo()._get_company_ids()  # sudo: companies of a colleague
        documents = self.with_user(user).with_context(allowed_company_ids=companies)
        return documents._filtered_access("read").with_env(self.env)

    def _sweep_users(self, users):
        """Take followerships, activities and notifications from the users: they may
        not read the records any more."""
        if not self or not users:
            return
        document = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # sudo: the users swept, and the one who saves, need no right on these rows
        env = self.sudo().env
        env["mail.followers"].search(
            [*document, ("partner_id", "in", users.partner_id.ids)]
        ).unlink()
        env["mail.activity"].search([*document, ("user_id", "in", users.ids)]).unlink()
        env["mail.notification"].search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
                ("res_partner_id", "in", users.partner_id.ids),
            ]
        ).unlink()
        # whoever a message names reads it, and whoever knows its key a file
        messages = env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("partner_ids", "in", users.partner_id.ids),
            ]
        )
        messages.partner_ids = [
            Command.unlink(partner.id) for partner in users.partner_id
        ]
        env["ir.attachment"].search(
            [*document, ("access_token", "!=", False)]
        ).access_token = False

    # ------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------

    @api.model
    def _keeps_evidence(self, model):
        """Whether messages and files of the model belong to complaints or their parts.

        :param str model: technical name; may be empty or unknown
        """
        if not model or not model.startswith("complaint.") or model not in self.env:
            return False
        records = self.env[model]
        is_protected = isinstance(
            records, self.env.registry["complaint.protected.mixin"]
        )
        return not records._transient and (
            is_protected or "complaint_id" in records._fields
        )

    @api.model
    def _get_kept_text(self):
        """What people do instead of changing or deleting evidence."""
        return self.env._(
            "What was written, sent or filed about a complaint stays as it is. Correct"
            " it by another note, or file the right document beside it. Whoever added a"
            " file by mistake removes it within a day."
        )

    def _check_can_update_message_content(self, messages):
        """Odoo lets authors change their messages; here they stay.

        :raise AccessError: always
        """
        raise AccessError(self._get_kept_text())

    # ------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------

    def activity_schedule(self, act_type_xmlid="", date_deadline=None, **values):
        """An activity for today is for the today of whoever gets it: jobs and
        colleagues elsewhere may have another date."""
        if not date_deadline:
            user = self.env["res.users"].browse(values.get("user_id") or self.env.uid)
            date_deadline = self[:1]._get_local_today(user)
        return super().activity_schedule(act_type_xmlid, date_deadline, **values)

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The responsible user is subscribed and told by :meth:`_welcome_responsible`,
        once for a whole batch instead of once for each record."""
        return []

    def _welcome_responsible(self):
        """Subscribe the users responsible and send each one message for all records."""
        for user, records in self.filtered("user_id").grouped("user_id").items():
            partner = user.sudo().partner_id  # sudo: contact of a colleague
            self.env["mail.followers"]._insert_followers(
                self._name, records.ids, partner.ids, customer_ids=[]
            )
            if user != self.env.user and self.env.registry.ready:
                records._notify_responsible(partner)

    def _notify_responsible(self, partner):
        """One message that lists the records, by number only."""
        env = self.with_context(lang=partner.lang).env
        description = env["ir.model"]._get(self._name).display_name
        items = Markup().join(
            Markup('<li><a href="%s">%s</a></li>')
            % (record._notify_get_action_link("view"), record.display_name)
            for record in self
        )
        thread = self if len(self) == 1 else self.env["mail.thread"]
        thread.message_notify(
            subject=env._(
                "%(model)s assigned to you: %(count)s",
                model=description,
                count=self.display_name if len(self) == 1 else len(self),
            ),
            body=Markup("<ul>%s</ul>") % items,
            partner_ids=partner.ids,
            email_layout_xmlid="mail.mail_notification_light",
            model_description=description,
        )

    def _message_create(self, values_list):
        """Messages name no colleague who may not read the document: whoever a message
        names reads it."""
        return super()._message_create([self._drop_strangers(v) for v in values_list])

    def _may_be_named(self, user):
        """Hook: whether a message about the document may name the colleague."""
        return bool(self._filter_readable_by(user))

    def _drop_strangers(self, values):
        """:param dict values: of a message to be created"""
        partner_ids, document = values.get("partner_ids"), self
        if values.get("res_id"):
            document = self.browse(values["res_id"])
        if not partner_ids or not document:
            return values
        # sudo: the users behind the partners decide, whoever writes
        users = self.env["res.users"].sudo()
        users = users.search([("partner_id", "in", partner_ids), ("share", "=", False)])
        barred = {
            user.partner_id.id for user in users if not document._may_be_named(user)
        }
        return {**values, "partner_ids": [i for i in partner_ids if i not in barred]}

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self:
            return recipients
        internal_ids = {r["uid"] for r in recipients if r["uid"] and not r["ushare"]}
        unreadable = {
            user.id
            for user in self.env["res.users"].browse(internal_ids)
            if not self._filter_readable_by(user)
        }
        return [r for r in recipients if r["uid"] not in unreadable]
