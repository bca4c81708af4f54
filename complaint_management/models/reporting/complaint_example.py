from odoo import api, fields, models
from odoo.tools import email_normalize_all, html2plaintext, plaintext2html

from ...tools.redaction import Redactor
from ...tools.rich_text_field import RichText

TEXTS = {"name", "situation", "solution", "lesson"}


class ComplaintExample(models.Model):
    """A closed case told without names, for others to learn from (案例库, P13)."""

    _name = "complaint.example"
    _description = "Example Case"
    _inherit = ["complaint.guard.mixin"]
    _order = "date desc, id desc"
    _course_fields = frozenset({"complaint_id"})

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    complaint_id = fields.Many2one(
        "complaint.complaint",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="complaint_management.group_complaint_supervisor",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(default=fields.Date.context_today)
    category_id = fields.Many2one("complaint.category", ondelete="restrict")
    cause_id = fields.Many2one("complaint.cause", ondelete="restrict")
    is_published = fields.Boolean(
        "Published", copy=False, help="Every employee of the company can read it."
    )
    situation = RichText("What Happened")
    solution = RichText("What Was Done")
    lesson = RichText("What We Learned")

    _complaint_uniq = models.UniqueIndex(
        "(complaint_id) WHERE complaint_id IS NOT NULL",
        "This case is in the library already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_course_fields(*vals_list)
        examples = super().create(vals_list)
        examples._hide_names()
        return examples

    def write(self, vals):
        self._check_course_fields(vals)
        result = super().write(vals)
        if not vals.keys().isdisjoint(TEXTS):
            self._hide_names()
        return result

    def _hide_names(self):
        """Whatever is written here, customers and colleagues of the case stay unnamed."""
        # sudo: a case that its editor may not see any more still has names to hide
        for example in self.sudo().filtered("complaint_id"):
            redactor = Redactor(example._get_personal_words())
            shown = {"name": redactor.hide(example.name)}
            for name in TEXTS - {"name"}:
                shown[name] = example[name] and redactor.hide_in_html(example[name])
            hidden = {
                name: text for name, text in shown.items() if text != example[name]
            }
            if hidden:
                example.write(hidden)

    def _get_personal_words(self):
        """Names and addresses of the case."""
        complaint = self.complaint_id
        items = complaint.item_ids
        customers = [complaint, *complaint.complainant_ids]
        colleagues = (
            complaint.subject_user_ids
            | complaint.fault_user_id
            | items.fault_user_id
            | complaint.user_id
            | complaint.first_contact_id
        )
        names = {customer.customer_name or "" for customer in customers}
        names |= set(colleagues.mapped("name"))
        # a short part of a name would spoil the text
        parts = {part for name in names for part in name.split() if len(part) > 3}
        others = {complaint.subject_name, complaint.fault_name}
        others |= set(items.mapped("fault_name"))
        for customer in customers:
            others |= {customer.phone, customer.email_from}
            others |= set(email_normalize_all(customer.email_from))
        # so would a single letter
        return {word for word in names | parts | others if word and len(word) > 1}

    @api.model
    def _prepare_from(self, complaint):
        """The example that a case proposes: what happened, and what was done."""
        done = complaint.solution_ids.filtered(
            lambda solution: solution.state in ("agreed", "executed")
        )
        findings = [complaint.finding, *complaint.item_ids.mapped("finding")]
        solutions = [
            *(plaintext2html(finding) for finding in findings if finding),
            *done.mapped("description"),
        ]
        return {
            "name": complaint.name,
            "complaint_id": complaint.id,
            "company_id": complaint.company_id.id,
            "date": complaint._to_local_day(complaint.date_closed, self.env.user),
            "category_id": complaint.category_id.id,
            "cause_id": complaint.cause_id.id,
            "situation": complaint.description,
            "solution": "".join(filter(html2plaintext, solutions)),
        }
