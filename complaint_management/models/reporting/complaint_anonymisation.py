from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

BLANK = "-"
TEXT_TYPES = ("char", "text", "html", "properties")
# what happened and when: facts without the words of anybody
FACT_MODELS = {
    "complaint.deadline",
    "complaint.escalation",
    "complaint.milestone",
    "complaint.similarity",
}
# words of strangers, or told of them: deleted as a whole
DELETED_MODELS = {
    "complaint.complainant",
    "complaint.example",
    "complaint.intake",
    "complaint.notice",
}
# texts by which rows are found, counted and told apart
KEPT_FIELDS = {
    "currency_id",
    "number",
    "period",
    "res_model",
    "source_key",
    "state",
    "token_hash",
    "token_seed",
}


class PersonalData(NamedTuple):
    """Rows of one table that can hold personal data."""

    records: models.BaseModel
    texts: list  # columns that may hold anything somebody wrote
    partners: list  # columns that may name the customer
    is_deleted: bool  # nothing of the row is kept


class ComplaintAnonymisation(models.AbstractModel):
    """Takes from closed cases what tells who the customer is. What happened when, how
    long it took and how it ended stays, for ledger and statistics."""

    _name = "complaint.anonymisation"
    _description = "Anonymisation of Complaints"

    def _get_personal_data(self, complaints):
        """Every table that can hold personal data of the complaints: the cases, all that
        belongs to them at any depth, and what the mail framework keeps about these.

        A model added later is found by itself, through its link to the case.

        :return: list of :class:`PersonalData`
        """
        found = {complaints._name: complaints}
        queue = [complaints]
        while queue:
            parents = queue.pop(0)
            for model, field in self._get_children(parents._name):
                children = model.search([(field.name, "in", parents.ids)])
                new = children - found.get(model._name, model)
                if new:
                    found[model._name] = found.get(model._name, model) | new
                    queue.append(new)
        own = [
            self._describe(records)
            for name, records in found.items()
            if name not in FACT_MODELS
        ]
        return [*self._get_mail_data(found.values()), *own]

    def _get_children(self, parent_name):
        """Models whose rows belong to one of the parent, and by which field."""
        for name, model_class in self.env.registry.items():
            if not name.startswith("complaint.") or model_class._transient:
                continue
            # sudo, archived: nothing may be left out; checked by the caller
            model = self.env[name].sudo().with_context(active_test=False)
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and field.comodel_name == parent_name
                    and (field.name == "complaint_id" or field.ondelete == "cascade")
                ):
                    yield model, field

    def _describe(self, records):
        stored = [
            field
            for field in records._fields.values()
            if field.store and field.column_type and field.name not in KEPT_FIELDS
        ]
        return PersonalData(
            records,
            [field for field in stored if field.type in TEXT_TYPES],
            [
                field
                for field in stored
                if field.type == "many2one"
                and field.comodel_name == "res.partner"
                and not field.required
            ],
            records._name in DELETED_MODELS,
        )

    def _get_mail_data(self, documents):
        """Messages, letters, activities, files and customers who follow."""
        for records in documents:
            document = [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
            for name, domain in (
                (
                    "mail.message",
                    [("model", "=", records._name), ("res_id", "in", records.ids)],
                ),
                ("mail.activity", document),
                ("ir.attachment", [*document, ("res_field", "in", (False, ""))]),
                (
                    "mail.followers",
                    [*document, ("partner_id.partner_share", "=", True)],
                ),
            ):
                # sudo: see _get_children
                rows = self.env[name].sudo().with_context(active_test=False)
                rows = rows.search(domain)
                if name == "mail.message":
                    yield PersonalData(rows.mail_ids, [], [], True)
                    yield PersonalData(rows.attachment_ids, [], [], True)
                yield PersonalData(rows, [], [], True)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _anonymise(self, complaints, partners):
        """Anonymise the complaints, and the customers wherever they name them.

        :param partners: contacts of the customer
        """
        self.env.flush_all()
        for data in self._get_personal_data(complaints):
            if data.is_deleted:
                data.records.exists().unlink()
            elif data.records:
                self._blank(data, partners)
        self.env.invalidate_all()

    def _blank(self, data, partners):
        """Set-wise and past the models: their tracking would write down once more what
        is to be forgotten."""
        table = SQL.identifier(data.records._table)
        ids = tuple(data.records.ids)
        if data.texts:
            values = SQL(", ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier(field.name),
                    self._get_blank(field),
                )
                for field in data.texts
            )
            self.env.cr.execute(
                SQL("UPDATE %s SET %s WHERE id IN %s", table, values, ids)
            )
        for field in data.partners:
            column = SQL.identifier(field.name)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = NULL WHERE id IN %s AND %s IN %s",
                    table,
                    column,
                    ids,
                    column,
                    tuple(partners.ids) or (0,),
                )
            )

    @staticmethod
    def _get_blank(field):
        if not field.required or field.type == "properties":
            return SQL("NULL")
        if field.translate:
            return SQL("jsonb_build_object('en_US', %s)", BLANK)
        return SQL("%s", BLANK)
