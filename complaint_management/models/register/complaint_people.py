from odoo import models


class ComplaintComplaint(models.Model):
    """Who can act on a case: whoever is told, asked or decides is chosen by these."""

    _inherit = "complaint.complaint"

    def _get_supervisors(self):
        """Supervisors of the company who may see the case."""
        return self._get_group_users("supervisor")

    def _get_executives(self):
        """Executives of the company who may see the case."""
        return self._get_group_users("executive")

    def _get_group_users(self, role):
        self.ensure_one()
        group = self.env.ref(f"complaint_management.group_complaint_{role}")
        return self._filter_able(group.all_user_ids)

    def _filter_able(self, users):
        """Those of the users who can act on the case: see ``res.users``, and nobody
        who is complained about."""
        self.ensure_one()
        return users._filter_able(self.company_id) - self.barred_user_ids

    def _get_stand_ins(self):
        """Who acts when nobody else can: the supervisors, else whom the company names,
        else the administrators who may read the case."""
        administrators = self.env.ref("base.group_system").sudo().all_user_ids
        candidates = (
            self._get_supervisors(),
            # sudo: whom the company names is no secret
            self._filter_able(self.company_id.sudo().complaint_stand_in_id),
            self._filter_able(administrators).filtered(self._filter_readable_by),
        )
        return next((users for users in candidates if users), self.env["res.users"])

    def _get_responsible_user(self):
        """Who answers for the case: its owner, else the first stand-in."""
        return self._filter_able(self.user_id) or self._get_stand_ins()[:1]

    def _hand_over_barred(self):
        """Keep those complained about away from what they held before. A case owner who
        is barred loses the case to a supervisor."""
        # sudo: the person who saves may just have barred himself
        for complaint in self.sudo().filtered("barred_user_ids"):
            barred = complaint.barred_user_ids
            if complaint.user_id in barred:
                complaint.user_id = complaint._get_stand_ins()[:1]
            complaint._sweep_users(barred)
            complaint.assignment_ids._sweep_users(barred)
            if not complaint._get_workers():
                complaint._call_from_outside()

    def _get_workers(self):
        """Who may work on the case: its desk and the supervisors, less the barred."""
        desk = self.team_id.member_ids.user_id.filtered("active")
        return (desk - self.barred_user_ids) | self._get_supervisors()

    def _call_from_outside(self):
        """Nobody may work on the case: executives are told, else administrators, by
        number only."""
        administrators = self.env.ref("base.group_system").all_user_ids
        people = self._get_executives() or administrators - self.barred_user_ids
        self.env["mail.thread"].message_notify(
            partner_ids=(people or administrators).partner_id.ids,
            subject=self.env._("Nobody may work on %(case)s", case=self.number),
            body=self.env._(
                "%(case)s complains about everybody who could work on it. Name a"
                " supervisor whom it does not concern, or another desk.",
                case=self.number,
            ),
        )
