from odoo import fields, models


class ComplaintTeamMember(models.Model):
    """A user of a team, with the functions he has there (P15, P20).

    Record rules name the teams of the user.
    """

    _name = "complaint.team.member"
    _inherit = ["complaint.cached.mixin", "complaint.part.mixin"]
    _part_of = ("team_id",)
    _description = "Complaint Team Member"
    _rec_name = "user_id"
    _order = "team_id, sequence, id"

    team_id = fields.Many2one(
        "complaint.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    is_agent = fields.Boolean("Agent", default=True, help="Registers complaints.")
    is_back_office = fields.Boolean(
        "Back Office", help="Solves complaints or passes them on."
    )
    is_reviewer = fields.Boolean(
        "Reviewer", help="Checks what is sent out and what comes back."
    )
    is_callback = fields.Boolean(
        "Follow-up", help="Asks customers how satisfied they are."
    )

    _user_uniq = models.Constraint(
        "UNIQUE(team_id, user_id)", "This user is a member of the team already."
    )
