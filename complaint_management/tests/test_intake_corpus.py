import os
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import tagged
from odoo.tools import is_html_empty, mute_logger

from ..tools import mail_bytes, mail_html, mail_parser
from .intake_common import IntakeCommon


def find_mails():
    """The real messages beside the project; see SHARED_DIR in the README."""
    beside = Path(get_module_path("complaint_management")).parents[1] / "shared"
    folder = Path(os.environ.get("SHARED_DIR") or beside) / "mails"
    return sorted(folder.glob("*/*.eml"))


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeCorpus(IntakeCommon):
    @mute_logger("odoo.tools.mail")
    def test_every_message_is_accounted_for(self):
        """Real messages, many of them damaged: each is a case, an entry in a thread or
        a visible entry with a reason; none raises, none loses its text."""
        mails = find_mails()
        if not mails:
            self.skipTest("There is no test material: set SHARED_DIR to its folder.")
        intakes = self.env["complaint.intake"]
        for path in mails:
            raw = path.read_bytes()
            with self.subTest(path.name):
                intakes._store(raw, "complaint.complaint", {"team_id": self.team.id})
                intake = intakes.search(
                    [
                        ("content_hash", "=", mail_bytes.content_hash(raw)),
                        ("team_id", "=", self.team.id),
                    ]
                )
                self.assertEqual(len(intake), 1)
                if intake.state == "received":
                    intake._process()
                    self.env.flush_all()
                    self.assertEqual(intake.raw, raw)
                self.assertNotEqual(intake.state, "received")
                self.assertTrue(intake.kind or intake.reason)
                self._check_text(intake, raw)

    def _check_text(self, intake, raw):
        if intake.kind != "complaint":
            return
        complaint = intake.complaint_id
        self.assertTrue(complaint.name)
        chunks = mail_parser.parse(raw).chunks
        text = "".join(
            mail_html.to_text(content) if kind == "html" else content
            for kind, content in chunks
        )
        if text.strip():
            self.assertFalse(is_html_empty(complaint.description))
        self.assertNotIn("when sanitizing", complaint.description or "")
