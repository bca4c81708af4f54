from email.message import EmailMessage
from email.utils import make_msgid

from .common import ComplaintCommon


class IntakeCommon(ComplaintCommon):
    """Delivers messages as a mail server would, and processes them at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("agent", "agent_other", "respondent", "manager", "supervisor"):
            user = getattr(cls, f"user_{role}")
            user.email = f"{role}@test.mycompany.com"
        cls.catchall = cls.company.catchall_email

    @classmethod
    def _build(cls, body="The parcel arrived broken.", html=None, **headers):
        """The bytes of a message to the desk; ``headers`` by name, ``_`` for ``-``;
        None leaves one out."""
        message = EmailMessage()
        defaults = {
            "From": "Wang Fang <wang@customer.example>",
            "To": "desk@test.mycompany.com",
            "Subject": "Broken parcel",
            "Message-ID": make_msgid(domain="customer.example"),
            "Date": "Fri, 06 Mar 2026 10:00:00 +0100",
        }
        given = {name.replace("_", "-").title(): v for name, v in headers.items()}
        given = {
            name.replace("Message-Id", "Message-ID"): given[name] for name in given
        }
        for name, value in {**defaults, **given}.items():
            if value is not None:
                message[name] = value
        message.set_content(body)
        if html:
            message.add_alternative(html, subtype="html")
        return message.as_bytes()

    @classmethod
    def _deliver(cls, raw, model=None):
        """The rows made by a delivery that has the right to deliver."""
        known = cls.env["complaint.intake"].search([])
        cls.env["mail.thread"].message_process(model, raw)
        return cls._get_new(known)

    @classmethod
    def _get_new(cls, known):
        """The rows that came after the known ones."""
        return cls.env["complaint.intake"].search([], order="id") - known

    @classmethod
    def _receive(cls, body="The parcel arrived broken.", **headers):
        """Deliver a message and process it."""
        intakes = cls._deliver(cls._build(body, **headers))
        for intake in intakes:
            intake._process()
        return intakes
