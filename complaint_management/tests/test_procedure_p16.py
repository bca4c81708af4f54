from odoo import Command
from odoo.tests import tagged

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP16(ResolutionCommon):
    """A letter answers each matter raised with its finding and measure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.procedure_id = cls.env["complaint.procedure"]._import_shipped(
            "p16_letters"
        )

    def test_p16_letter_answers_each_matter(self):
        complaint = self._create_complaint(
            partner_id=self.partner.id,
            item_ids=[
                Command.create(
                    {
                        "name": "The lift stood still",
                        "verdict": "upheld",
                        "finding": "A relay had burnt out.",
                        "measure": "We replaced it on 5 March.",
                    }
                ),
                Command.create(
                    {
                        "name": "The fee is too high",
                        "verdict": "not_upheld",
                        "finding": "It is the fee of the contract.",
                    }
                ),
            ],
        )
        letter = self._write(complaint, "reply")
        for text in (
            "The lift stood still",
            "Upheld",
            "A relay had burnt out.",
            "We replaced it on 5 March.",
            "The fee is too high",
            "Not Upheld",
            "It is the fee of the contract.",
        ):
            self.assertIn(text, letter.body)
        with self.mock_mail_gateway():
            letter.action_send()
            self.env["mail.mail"].sudo().search(
                [("mail_message_id", "in", letter.mail_message_ids.ids)]
            ).send()
        self.assertEqual(letter.state, "sent")
        answered = complaint.deadline_ids.filtered(
            lambda deadline: deadline.limit_id.is_promised
        )
        self.assertEqual(answered.state, "met")

    def test_p16_caller_reads_the_script(self):
        """In the language of the customer."""
        self.partner.lang = "zh_CN"
        complaint = self._create_complaint(partner_id=self.partner.id)
        complaint._record_milestone("executed")
        callback = complaint.callback_ids
        self.assertIn("您对解决方案是否满意", callback.script)
        self.partner.lang = "en_US"
        callback.invalidate_recordset()
        self.assertIn("Are you satisfied with the solution?", callback.script)
