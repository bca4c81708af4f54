from odoo import api, fields, models
from odoo.tools import SQL


class ComplaintProcedure(models.Model):
    """A rule book (投诉处理办法): which levels there are, which time limits run, who is
    told when, how complaints are handled."""

    _name = "complaint.procedure"
    _inherit = [
        "complaint.cached.name.mixin",
        "complaint.portable.mixin",
        "complaint.procedure.file.mixin",
        "complaint.procedure.check.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Complaint Procedure"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="Short code of the procedure, such as QM-07.", tracking=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        tracking=True,
        default=lambda self: self._default_company_id(),
        help="Empty: for all companies, changed by who works for all of them.",
    )
    description = fields.Text(translate=True)
    level_ids = fields.One2many("complaint.level", "procedure_id", "Levels")
    limit_ids = fields.One2many("complaint.time.limit", "procedure_id", "Time Limits")
    limit_matrix = fields.Html(compute="_compute_limit_matrix")
    rule_ids = fields.One2many(
        "complaint.escalation.rule", "procedure_id", "Escalation Rules"
    )
    choice_ids = fields.One2many(
        "complaint.procedure.choice", "procedure_id", "Reserved for"
    )
    suspended_level_id = fields.Many2one(
        "complaint.level",
        "Level When Suspended",
        domain="[('procedure_id', '=', id)]",
        help="A complaint that is suspended changes to this level.",
        ondelete="restrict",
    )
    is_conflict_barred = fields.Boolean(
        "Bar the Persons Complained About",
        default=True,
        tracking=True,
        help="Whoever is complained about never sees the complaint. Switch off"
        " only where the procedure has that person investigate.",
    )
    form_setting_ids = fields.One2many(
        "complaint.form.setting", "procedure_id", "Forms"
    )
    is_bar_kept = fields.Boolean(
        "Running Cases Keep the Bar",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Barring was switched off since; an executive has not applied it to the"
        " cases that were there before.",
    )
    is_rearming = fields.Boolean(
        copy=False,
        export_string_translation=False,
        help="Its rules were changed: the cron plans the running deadlines anew.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another procedure of the company has this code.",
    )

    def _default_company_id(self):
        """Who does not work for all companies has procedures of their own."""
        if self.env.su or self.env.user.complaint_is_in_all_companies:
            return False
        return self.env.company

    @api.depends("level_ids", "limit_ids.duration", "limit_ids.unit")
    @api.depends_context("lang")
    def _compute_limit_matrix(self):
        """Which limit runs at which level, as one table that can be read at a glance."""
        for procedure in self:
            levels = procedure.level_ids
            rows = {}
            for limit in procedure.limit_ids:
                cells = rows.setdefault(limit._get_course_text(), {})
                cells[limit.level_id or "all"] = limit.duration_text
            procedure.limit_matrix = self.env["ir.qweb"]._render(
                "complaint_management.complaint_limit_matrix",
                {"levels": levels, "rows": rows},
            )

    @api.model
    def _rearm_deadlines(self):
        """Have the cron look at all running deadlines of changed procedures."""
        procedures = self.search([("is_rearming", "=", True)])
        if not procedures:
            return
        self.env["complaint.deadline"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE complaint_deadline d
                      SET next_escalation_at = %(now)s
                     FROM complaint_time_limit l
                    WHERE l.id = d.limit_id
                      AND l.procedure_id IN %(procedures)s
                      AND d.state = 'running'""",
                now=self.env.cr.now(),
                procedures=procedures._ids,
            )
        )
        self.env["complaint.deadline"].invalidate_model(["next_escalation_at"])
        procedures.is_rearming = False
