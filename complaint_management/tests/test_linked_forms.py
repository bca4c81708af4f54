from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install", "complaint")
class TestLinkedForms(ComplaintCommon):
    """Whoever reads a complaint can follow its links to our settings."""

    def test_settings_open_for_every_role(self):
        settings = [
            self.procedure,
            self.procedure.level_ids[:1],
            self.team,
            self.category,
            *(
                self.env[f"complaint.{name}"].search([], limit=1)
                for name in ("channel", "cause", "stage", "risk", "time.limit")
            ),
        ]
        for user in (
            self.user_respondent,
            self.user_agent,
            self.user_supervisor,
            self.user_executive,
            self.user_auditor,
        ):
            for record in filter(None, settings):
                with self.subTest(user=user.name, model=record._name):
                    Form(record.with_user(user))
