from markupsafe import escape

from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

TEXTS = ("name", "situation", "solution", "lesson")
HIDDEN = "***"


class ComplaintExample(models.Model):
    """A closed case told without names, for others to learn from (案例库, P13)."""

    _name = "complaint.example"
    _description = "Example Case"
    _order = "date desc, id desc"

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
    situation = fields.Html("What Happened")
    solution = fields.Html("What Was Done")
    lesson = fields.Html("What We Learned")

    _complaint_uniq = models.UniqueIndex(
        "(complaint_id) WHERE complaint_id IS NOT NULL",
        "This case is in the library already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        examples = super().create(vals_list)
        examples._hide_names()
        return examples

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(TEXTS):
            self._hide_names()
        return result

    def _hide_names(self):
        """Whatever is written here, customers and colleagues of the case stay unnamed."""
        # sudo: a case that its editor may not see any more still has names to hide
        for example in self.sudo().filtered("complaint_id"):
            words = example._get_personal_words()
            hidden = {}
            for name in TEXTS:
                text = shown = example[name] or ""
                for word in words:
                    shown = shown.replace(word, HIDDEN)
                if shown != text:
                    hidden[name] = shown
            if hidden:
                example.write(hidden)

    def _get_personal_words(self):
        """Names and addresses of the case, the longest first."""
        complaint = self.complaint_id
        people = [complaint, *complaint.complainant_ids]
        words = {
            word
            for person in people
            for word in (person.customer_name, person.email_from, person.phone)
        }
        names = {person.customer_name or "" for person in people}
        names |= set(complaint.subject_user_ids.mapped("name"))
        # a single letter, or a short part of a name, would spoil the text
        parts = {part for name in names for part in name.split() if len(part) > 3}
        words = {word for word in words | names if word and len(word) > 1} | parts
        words = {word for word in words if word not in HIDDEN}
        words |= {str(escape(word)) for word in words}
        return sorted(words, key=len, reverse=True)

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
            "date": complaint.date_closed,
            "category_id": complaint.category_id.id,
            "cause_id": complaint.cause_id.id,
            "situation": complaint.description,
            "solution": "".join(filter(html2plaintext, solutions)),
        }
