from odoo import api, fields, models
from odoo.tools import SQL

# what is read, and so has to be written before
SOURCES = {
    "complaint.complaint": ["active", "parent_id", "partner_id", "phase"],
    "complaint.assignment": ["complaint_id", "draft_user_id", "state"],
    "complaint.contact": ["complaint_id", "state"],
    "complaint.intake": ["complaint_id"],
    "complaint.letter": ["complaint_id", "state"],
    "complaint.pause": ["complaint_id", "date_end"],
    "mail.scheduled.message": ["model", "res_id"],
}
# how many parts each complaint has, and who writes to its customer
OVERVIEW = """
    SELECT c.id,
           (SELECT COUNT(*) FROM complaint_assignment p
             WHERE p.complaint_id = c.id) AS assignments,
           (SELECT COUNT(*) FROM complaint_complaint p
             WHERE p.parent_id = c.id AND p.active) AS members,
           (SELECT COUNT(*) FROM complaint_intake p
             WHERE p.complaint_id = c.id) AS intakes,
           EXISTS (SELECT FROM complaint_pause p
             WHERE p.complaint_id = c.id AND p.date_end IS NULL)
           AS is_paused,
           EXISTS (SELECT FROM complaint_contact p
             WHERE p.complaint_id = c.id AND p.state = 'failed')
           OR EXISTS (SELECT FROM complaint_letter p
             WHERE p.complaint_id = c.id AND p.state = 'failed')
           AS has_failed_answer,
           ARRAY(
             SELECT p.draft_user_id FROM complaint_assignment p
              WHERE p.complaint_id = c.id AND p.state = 'signed'
                AND p.draft_user_id IS NOT NULL
             UNION
             SELECT w.create_uid
               FROM (SELECT complaint_id, create_uid
                       FROM complaint_letter
                      WHERE state = 'draft'
                     UNION ALL
                     SELECT res_id, create_uid
                       FROM mail_scheduled_message
                      WHERE model = 'complaint.complaint') w
               JOIN complaint_complaint o ON o.id = w.complaint_id
              WHERE o.id = c.id
                 OR o.partner_id = c.partner_id AND o.active AND o.phase <> 'closed'
           ) AS writers
      FROM complaint_complaint c
     WHERE c.id IN %s
"""


class ComplaintOverviewMixin(models.AbstractModel):
    """What the form shows of the parts of a complaint at a glance. All of it is one
    query: the form is opened all day long, the lists of the parts on demand only."""

    _name = "complaint.overview.mixin"
    _description = "Overview of the Parts of a Complaint"

    assignment_count = fields.Integer(compute="_compute_overview")
    child_count = fields.Integer("Member Count", compute="_compute_overview")
    intake_count = fields.Integer(compute="_compute_overview")
    is_paused = fields.Boolean("Paused", compute="_compute_overview")
    has_failed_answer = fields.Boolean(
        compute="_compute_overview",
        help="A letter or an answer was not taken by the mail server.",
    )
    draft_warning = fields.Char(compute="_compute_overview")

    @api.depends(
        "assignment_ids.draft_user_id",
        "assignment_ids.state",
        "child_ids",
        "contact_ids.state",
        "intake_ids",
        "letter_ids.state",
        "partner_id",
        "pause_ids.date_end",
    )
    @api.depends_context("uid", "lang")
    def _compute_overview(self):
        overview = self._get_overview()
        for complaint in self:
            found = overview.get(complaint._origin.id, {})
            complaint.assignment_count = found.get("assignments", 0)
            complaint.child_count = found.get("members", 0)
            complaint.intake_count = found.get("intakes", 0)
            complaint.is_paused = found.get("is_paused", False)
            complaint.has_failed_answer = found.get("has_failed_answer", False)
            complaint.draft_warning = self._get_draft_warning(found.get("writers", ()))

    def _get_overview(self):
        """How many parts the complaints have, whether they are paused and who writes to
        the customer: a dict by id of the complaint."""
        if not self._origin:
            return {}
        for model, names in SOURCES.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query_dict(SQL(OVERVIEW, self._origin._ids))
        return {row["id"]: row for row in rows}

    def _get_draft_warning(self, writer_ids):
        """Who else is writing to the customer, or on an assignment of the case."""
        # sudo: that somebody writes is all that is told
        writers = self.env["res.users"].sudo().browse(writer_ids) - self.env.user
        if not writers:
            return False
        return self.env._(
            "%(users)s has an unsent message to this customer or on this case.",
            users=", ".join(writers.mapped("name")),
        )
