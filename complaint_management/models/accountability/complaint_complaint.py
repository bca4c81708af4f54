from odoo import fields, models

# whom or what a complaint is repeated about
NAMED_FIELDS = {
    "category_id",
    "partner_id",
    "subject_department_id",
    "subject_name",
    "subject_user_ids",
}


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    penalty_mode = fields.Selection(
        string="Penalty Mode", related="procedure_id.penalty_mode"
    )

    def write(self, vals):
        """Whoever is complained about is often named long after the registration: only
        then it can be known whether the complaint is a repeated one (P04)."""
        before = self._get_named() if NAMED_FIELDS & vals.keys() else {}
        result = super().write(vals)
        if before:
            after = self._get_named()
            named = self.filtered(lambda case: before[case.id] != after[case.id])
            named.filtered("is_open")._as_superuser()._fire("_fire_repeated")
        return result

    def _get_named(self):
        # sudo: whoever saves may just have barred himself
        return {
            case.id: tuple(case[name] for name in sorted(NAMED_FIELDS))
            for case in self.sudo()
        }
