from odoo import fields, models


class ComplaintEscalationEffect(models.Model):
    """What an escalation does: a server action on ``complaint.escalation`` under a name
    that a business user can choose. A new effect is made by copying a shipped one;
    other actions need Settings rights."""

    _name = "complaint.escalation.effect"
    _description = "Complaint Escalation Effect"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        copy=False, help="Names the effect in exported procedures, e.g. remind."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    action_id = fields.Many2one(
        "ir.actions.server",
        "Server Action",
        required=True,
        domain="[('model_id.model', '=', 'complaint.escalation')]",
        groups="base.group_system",
        ondelete="restrict",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another effect has this code."
    )

    def copy_data(self, default=None):
        # sudo: configurators copy shipped effects without seeing the action
        return super(ComplaintEscalationEffect, self.sudo()).copy_data(default)

    def copy(self, default=None):
        """See :meth:`copy_data`; the right to create is checked as usual."""
        self.check_access("read")
        self.browse().check_access("create")
        for name in default or {}:
            self._check_field_access(self._fields[name], "write")
        # sudo: server actions are readable by Settings users only
        return super(ComplaintEscalationEffect, self.sudo()).copy(default).sudo(False)

    def _run(self, escalations):
        """Run the action once for all the escalations."""
        for effect in self:
            effect.action_id.with_context(
                active_model=escalations._name,
                active_ids=escalations.ids,
                active_id=escalations[:1].id,
            ).run()
