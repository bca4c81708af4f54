import xmlrpc.client

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from .complaint_intake_data import GATEWAY_GROUP, INTAKE_MODELS

# What a message says about its origin: the server knows it, callers only claim it.
CLAIMED_ORIGIN = (
    "author_guest_id",
    "create_date",
    "create_uid",
    "date",
    "incoming_email_cc",
    "incoming_email_to",
    "mail_server_id",
    "message_id",
    "tracking_value_ids",
    "record_alias_domain_id",
    "record_company_id",
    "write_uid",
)


class UnroutableMailError(ValueError):
    """Nobody here is addressed by a message."""


class MailThread(models.AbstractModel):
    """The door by which mail comes in, and who is believed there.

    Whatever passes ``message_process`` is done as superuser: on every model it is
    closed to whoever is neither the system nor the mail gateway. The steps behind it
    are no doors at all.
    """

    _inherit = "mail.thread"

    # ------------------------------------------------------------
    # INCOMING MAIL
    # ------------------------------------------------------------

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Mail for the complaint desks is only stored here, within the caller's
        transaction; ``complaint.intake`` processes it later. Other mail passes, for
        the system and the mail gateway.

        :return: False for mail of the complaint desks
        :raise AccessError: the user is no employee; the user may not deliver mail, and
            this is none for the desks; the gateway decides about models or values
        """
        raw = message
        if isinstance(raw, xmlrpc.client.Binary):
            raw = raw.data
        if isinstance(raw, str):
            raw = raw.encode("utf-8", "surrogateescape")
        if self.env["complaint.intake"]._store(raw, model, custom_values):
            return False
        self._check_may_process(model, custom_values, thread_id)
        try:
            return super().message_process(
                model,
                message,
                custom_values=custom_values,
                save_original=save_original,
                strip_attachments=strip_attachments,
                thread_id=thread_id,
            )
        except UnroutableMailError:
            if not self._is_fetching():
                raise
            # the mailbox is about to give it away
            self.env["complaint.intake"]._store_unroutable(raw)
            return False

    @api.model
    def _is_fetching(self):
        """Whether the system fetches a mailbox."""
        return self.env.su and self.env.context.get("default_fetchmail_server_id")

    @api.model
    def _check_may_process(self, model, custom_values, thread_id):
        """
        :raise AccessError: the user may not hand this over to be done as superuser
        """
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        if not user.has_group(GATEWAY_GROUP):
            raise AccessError(self.env._("Only the mail gateway delivers mail."))
        if custom_values or thread_id or (model and model not in INTAKE_MODELS):
            raise AccessError(
                self.env._(
                    "The mail gateway delivers mail: addresses decide where it goes."
                )
            )

    @api.model
    @api.private
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """A step of ``message_process``, not for callers from outside.

        :raise UnroutableMailError: nobody here is addressed
        """
        try:
            return super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        except ValueError as error:
            raise UnroutableMailError(*error.args) from error

    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """A step of ``message_process``, not for callers from outside."""
        return super().message_new(msg_dict, custom_values)

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """A step of ``message_process``, not for callers from outside."""
        return super().message_update(msg_dict, update_vals)

    @api.private
    def message_change_thread(self, new_thread, new_parent_message=False):
        """Messages move with their documents only, as superuser."""
        return super().message_change_thread(new_thread, new_parent_message)

    # ------------------------------------------------------------
    # AUTHORS
    # ------------------------------------------------------------

    def message_post(self, **kwargs):
        """Whoever posts on a document of ours speaks for themselves."""
        return super().message_post(**self._get_true_origin(kwargs, self._name))

    def message_notify(self, **kwargs):
        """Whoever notifies about a document of ours speaks for themselves."""
        model = kwargs.get("model") if self._name == "mail.thread" else self._name
        return super().message_notify(**self._get_true_origin(kwargs, model))

    @api.model
    def _get_true_origin(self, values, model):
        """The values of a message with author, sender and date as the server knows
        them; superusers write for others.

        :param dict values: of ``message_post`` or ``message_notify``
        :param str model: of the document; none for a message about nothing
        """
        if model and not model.startswith("complaint."):
            return values
        if self.env.uid != SUPERUSER_ID and values.get("message_type") == "email":
            # also by the door of the chatter, which posts as superuser
            values = {**values, "message_type": "comment"}
        if self.env.su:
            return values
        true = {
            name: value for name, value in values.items() if name not in CLAIMED_ORIGIN
        }
        partner = self.env.user.partner_id
        if not self.env.user._is_public():
            true["author_id"] = partner.id
        sender = email_normalize(true.get("email_from") or "")
        own = sender and (
            sender == partner.email_normalized
            or self.env["complaint.intake"]._is_own_address(sender)
        )
        if not own:
            true.pop("email_from", None)
        return true
