"""Hands the mails of ``mail_fates.txt`` to a desk; runs within Odoo."""

import base64
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

from odoo.tools import html2plaintext

from .mail_programs import FOLDER, Letter, read_table, reply, write

TABLE = FOLDER / "mail_fates.txt"
DESK = "complaints@desk.example"
GATEWAY = "complaint_management.group_complaint_gateway"


@dataclass
class Desk:
    """A desk whose mail is delivered by the gateway's user."""

    env: object

    def __post_init__(self):
        env = self.env
        env["mail.alias.domain"].create({"name": "desk.example"})
        env.ref("complaint_management.complaint_team_desk").alias_name = "complaints"
        groups = [env.ref("base.group_user").id, env.ref(GATEWAY).id]
        self.gateway = env["res.users"].create(
            {"name": "Gateway", "login": "gateway", "group_ids": [(6, 0, groups)]}
        )

    def receive(self, message: bytes):
        """Deliver a message and have it processed; return its row."""
        intakes = self.env["complaint.intake"]
        last = intakes.search([], order="id desc", limit=1).id or 0
        content = base64.b64encode(message).decode()
        assert intakes.with_user(self.gateway).deliver(content, DESK)
        row = intakes.search([("id", ">", last)])
        row._process()
        return row

    def open_case(self, sender: Address) -> tuple[object, Letter]:
        """Have a customer complain; return the case and the acknowledgement."""
        message = write(sender, DESK, None, "Boiler")
        message.set_content("The boiler is cold.")
        row = self.receive(message.as_bytes())
        letter = row.acknowledgement_id
        return row.complaint_id, Letter(
            letter.message_id,
            letter.subject,
            self.env.company.name,
            letter.email_from.rpartition("<")[2].strip(">"),
            letter.body,
            html2plaintext(letter.body),
        )

    def complain(
        self, message: bytes, sender: Address, words: str
    ) -> dict[str, object]:
        """Return what becomes of a first mail, and what the case says."""
        row = self.receive(message)
        case = row.complaint_id
        text = squeeze(html2plaintext(case.description or ""))
        return {
            "fate": row.kind if row.state == "processed" else row.state,
            "customer": [case.customer_name, case.email_normalized],
            "words": all(squeeze(line) in text for line in words.splitlines()),
            "answered": bool(row.acknowledgement_id),
        }

    def answer(
        self, message: bytes, case, sender: Address, words: str
    ) -> dict[str, object]:
        """Return what becomes of a mail, and how it stands in the case."""
        known = case.message_ids
        row = self.receive(message)
        posted = (case.message_ids - known).filtered(
            lambda post: all(
                squeeze(line) in squeeze(html2plaintext(post.body))
                for line in words.splitlines()
            )
        )[:1]
        return {
            "fate": row.kind if row.state == "processed" else row.state,
            "case": row.complaint_id == case,
            "author": str(sender) == (posted.email_from or "").replace('"', ""),
            "words": bool(posted),
            "internal": posted.is_internal or posted.subtype_id.internal,
        }


def play(env) -> dict[str, list[dict[str, object]]]:
    """Return by section what became of each row of the table."""
    desk = Desk(env)
    names = dict(read_table(TABLE, "customers"))
    return {
        section: [
            play_row(
                desk,
                build,
                Address(names[cells[0]], f"{section}{number}", "customer.example"),
                cells,
            )
            for number, cells in enumerate(read_table(TABLE, section))
        ]
        for section, build in SECTIONS.items()
    }


def play_row(desk: Desk, build, sender: Address, cells: list[str]) -> dict[str, object]:
    """Have a customer of his own send what a row says."""
    if build is build_complaint:
        return desk.complain(build(sender, *cells).as_bytes(), sender, cells[-1])
    case, letter = desk.open_case(sender)
    message = build(case, letter, sender, *cells)
    if isinstance(message, EmailMessage):
        message = message.as_bytes()
    return desk.answer(message, case, sender, cells[-1])


def squeeze(text: str) -> str:
    """Return the text with single blanks."""
    return " ".join(text.split())


# ------------------------------------------------------------
# WHAT THE ROWS OF A SECTION MEAN
# ------------------------------------------------------------


def build_complaint(sender, language, charset, subject, words):
    """A first mail."""
    message = write(sender, DESK, None, subject)
    message.set_content(words, charset=charset, cte="base64")
    return message


def build_reply(case, letter, sender, language, program, fate, words):
    """An answer to our letter."""
    return reply(program, language, words, sender, DESK, letter)


def build_subject(case, letter, sender, language, subject, words):
    """A message with a subject of its own."""
    subject = subject.format(subject=letter.subject, number=case.number)
    message = write(sender, DESK, letter, subject)
    message.set_content(words)
    return message


def build_charset(case, letter, sender, language, codec, charset, words):
    """A message that does not say rightly how it is written."""
    message = write(sender, DESK, letter, f"Re: {letter.subject}")
    message["Content-Type"] = (
        f"text/plain; charset={charset}" if charset else "text/plain"
    )
    message["Content-Transfer-Encoding"] = "8bit"
    return message.as_bytes() + words.encode(codec)


SECTIONS = {
    "complaints": build_complaint,
    "replies": build_reply,
    "absences": build_subject,
    "people": build_subject,
    "charsets": build_charset,
}
