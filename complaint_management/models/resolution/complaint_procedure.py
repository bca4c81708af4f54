from odoo import fields, models

from .resolution_data import DISSATISFIED_COURSES


class ComplaintProcedure(models.Model):
    _inherit = "complaint.procedure"

    standard_ids = fields.One2many(
        "complaint.remedy.standard",
        "procedure_id",
        "Remedy Standard",
        help="What the customer gets by compensation class and harm.",
    )
    grade_ids = fields.One2many(
        "complaint.satisfaction.grade",
        "procedure_id",
        "Satisfaction Grades",
        help="Empty: the common grades.",
    )
    dissatisfied_course = fields.Selection(
        DISSATISFIED_COURSES,
        "When a Customer Is Dissatisfied",
        required=True,
        default="manual",
        help="What begins when a dissatisfied customer wants us to go on.",
    )
    ruling_after = fields.Integer(
        "Ruling after Dissatisfied Answers",
        help="After so many dissatisfied answers the executive's ruling takes the place"
        " of another round; 0: never.",
    )

    # closing
    closing_rule_ids = fields.One2many(
        "complaint.closing.rule", "procedure_id", "Closing Rules"
    )
    reopen_days = fields.Integer(
        "Reopened by Mail within",
        help="Days after closing within which a mail of the customer starts the next"
        " round. Later, or with 0, it is kept as a follow-up and the desk decides.",
    )

    _ruling_after_positive = models.Constraint(
        "CHECK (ruling_after >= 0)", "The number of answers cannot be negative."
    )

    def _get_approval_gaps(self):
        yield from super()._get_approval_gaps()
        for rule in self.approval_rule_ids:
            if rule._lacks_department():
                yield self.env._(
                    "“%(rule)s”: no department is named, so the supervisors decide.",
                    rule=rule.display_name,
                )
