from odoo import fields, models

from ..complaint_data import CASE_READERS


class ComplaintTeam(models.Model):
    _inherit = "complaint.team"

    accepts_list_mail = fields.Boolean(
        "Address Is a Mailing List",
        help="Mail to the desk passes a group or mailing list first: its marks are"
        " ignored. Otherwise mail of lists is kept without effect.",
    )
    form_senders = fields.Char(
        "Contact Forms",
        help="Addresses from which the contact forms of your web sites write, separated"
        " by commas. The customer of such a mail is who stands in its Reply-To.",
    )
    mailbox_ids = fields.One2many(
        "fetchmail.server",
        "complaint_team_id",
        "Mailboxes",
        groups="base.group_system",
        export_string_translation=False,
    )
    held_count = fields.Integer(compute="_compute_held_count", groups=CASE_READERS)

    def _compute_held_count(self):
        groups = self.env["complaint.intake"]._read_group(
            [("team_id", "in", self.ids), ("state", "in", ("held", "failed"))],
            ["team_id"],
            ["__count"],
        )
        counts = {team.id: count for team, count in groups}
        for team in self:
            team.held_count = counts.get(team.id, 0)

    def action_open_held_mails(self):
        """Open the mails of the team that need a decision."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_intake_action"
        )
        return {
            **action,
            "context": {
                "search_default_attention": 1,
                "search_default_team_id": self.ids,
            },
        }
