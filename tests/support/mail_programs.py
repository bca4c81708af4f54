"""Replies as the usual mail programs write them."""

import html
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

FOLDER = Path(__file__).parent.parent
DATE = "Mon, 30 Nov 2026 10:00:00 +0100"
REPLY_MARKS = {"de": "AW", "sv": "SV", "da": "SV", "no": "SV", "pl": "ODP", "tr": "YNT"}


def read_table(path: Path, section: str = "") -> list[list[str]]:
    """Return the rows of a section of a table; ``\\n`` is a new line."""
    rows, current = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#") and current == section:
            cells = (cell.strip() for cell in line.split("|"))
            rows.append([cell.replace("\\n", "\n") for cell in cells])
    return rows


HEADS = {language: heads for language, *heads in read_table(FOLDER / "mail_heads.txt")}


@dataclass(frozen=True)
class Letter:
    """A letter of ours, as the customer has it before him."""

    message_id: str
    subject: str
    name: str
    address: str
    body: str  # HTML
    text: str

    def head(self, language: str, program: int) -> str:
        """Return the line that a program writes above what it quotes."""
        head = HEADS[language][program]
        return head.format(name=self.name, address=self.address)

    @property
    def quoted(self) -> str:
        """Return the text with the marks of a quotation."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())


def write(
    sender: Address, desk: str, letter: Letter | None, subject: str
) -> EmailMessage:
    """Return a message without content that answers the letter, if any."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = desk
    message["Subject"] = subject
    message["Date"] = DATE
    if letter:
        message["In-Reply-To"] = message["References"] = letter.message_id
    return message


def reply(
    program: str, language: str, words: str, sender: Address, desk: str, letter: Letter
) -> EmailMessage:
    """Return what the program sends when somebody answers our letter."""
    mark = REPLY_MARKS.get(language, "Re")
    message = write(sender, desk, letter, f"{mark}: {letter.subject}")
    PROGRAMS[program](message, language, words, letter)
    return message


def lines(words: str, tag: str = "div") -> str:
    """Return the lines of a text as blocks of HTML."""
    return "".join(
        f"<{tag}>{html.escape(line, quote=False) or '<br>'}</{tag}>"
        for line in words.splitlines()
    )


def labels(language: str, letter: Letter) -> list[tuple[str, str]]:
    """Return the four lines of Outlook's head."""
    names = [name.replace("_", " ") for name in HEADS[language][0].split()]
    sender = f"{letter.name} <{letter.address}>"
    return list(zip(names, (sender, DATE, "me", letter.subject), strict=True))


# ------------------------------------------------------------
# THE PROGRAMS
# ------------------------------------------------------------


def bare(message, language, words, letter):
    """Simple phones quote nothing."""
    message.set_content(words)


def outlook(message, language, words, letter, ending=""):
    """Word's HTML, the letter below a line, without any mark on its text."""
    heads = labels(language, letter)
    below = "\n".join(f"{label}: {value}" for label, value in heads)
    message.set_content(f"{words}\n\n{ending}\n{below}\n\n{letter.text}")
    below = "<br>".join(f"<b>{label}:</b> {html.escape(v)}" for label, v in heads)
    message.add_alternative(
        '<html><head><meta name="Generator" content="Microsoft Word 15"></head><body>'
        f'<div class="WordSection1">{lines(words, "p")}<p>{ending}</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm'
        f' 0cm"><p>{below}</p></div>{letter.body}</div></body></html>',
        subtype="html",
    )


def outlook_phone(message, language, words, letter):
    """Outlook on a phone praises itself before the line."""
    ending = HEADS[language][5]
    heads = labels(language, letter)
    below = "\n".join(f"{label}: {value}" for label, value in heads)
    message.set_content(
        f"{words}\n\n{ending}<https://aka.ms/o0ukef>\n{'_' * 32}\n{below}\n\n{letter.text}"
    )
    below = "<br>".join(f"<b>{label}:</b> {html.escape(v)}" for label, v in heads)
    message.add_alternative(
        f'<html><body>{lines(words)}<div id="ms-outlook-mobile-signature"><div><a'
        f' href="https://aka.ms/o0ukef">{ending}</a></div></div><hr tabindex="-1"><div'
        f' id="divRplyFwdMsg"><font>{below}</font></div>{letter.body}</body></html>',
        subtype="html",
    )


def gmail(message, language, words, letter):
    """A quotation below its head."""
    head = letter.head(language, 1)
    signed = words.replace("\n--\n", "\n-- \n")
    message.set_content(f"{signed}\n\n{head}\n\n{letter.quoted}\n")
    message.add_alternative(
        f'<div dir="ltr">{lines(words)}</div><br><div class="gmail_quote"><div dir="ltr"'
        f' class="gmail_attr">{html.escape(head)}<br></div><blockquote'
        f' class="gmail_quote">{letter.body}</blockquote></div>',
        subtype="html",
    )


def apple(message, language, words, letter, ending=""):
    """Head and letter are both quoted."""
    head = letter.head(language, 2)
    message.set_content(f"{words}\n{ending}\n> {head}\n> \n{letter.quoted}\n")
    message.add_alternative(
        f'<html><body dir="auto">{lines(words)}<div>{ending}</div><div><br><blockquote'
        f' type="cite"><div>{html.escape(head)}</div><br><div>{letter.body}</div>'
        "</blockquote></div></body></html>",
        subtype="html",
    )


def iphone(message, language, words, letter):
    """As on a Mac, with what the phone says of itself."""
    apple(message, language, words, letter, f"\n{HEADS[language][4]}\n")


def thunderbird(message, language, words, letter):
    """Plain text alone."""
    head = letter.head(language, 3)
    message.set_content(f"{words}\n\n{head}\n{letter.quoted}\n", cte="8bit")


def qq(message, language, words, letter):
    """Chinese characters of GB 18030 and a grey box."""
    mark = "------------------ 原始邮件 ------------------"
    box = (
        ("发件人", f'"{letter.name}" <{letter.address}>;'),
        ("发送时间", "2026年11月30日(星期一) 上午10:00"),
        ("主题", letter.subject),
    )
    below = "\n".join(f"{label}: {value}" for label, value in box)
    message.set_content(
        f"{words}\n\n\n{mark}\n{below}\n\n{letter.text}", "plain", "gb18030"
    )
    below = "".join(f"<div><b>{label}:</b> {html.escape(v)}</div>" for label, v in box)
    message.add_alternative(
        f'{lines(words)}<div><br></div><div style="font-size:12px">{mark}</div><div'
        f' style="font-size:12px;background:#efefef">{below}</div>{letter.body}',
        "html",
        "gb18030",
    )


def netease(message, language, words, letter):
    """163 and 126."""
    head = f'在 2026-11-30 10:00:00，"{letter.name}" <{letter.address}> 写道：'
    message.set_content(f"{words}\n\n\n\n{head}\n\n{letter.text}", "plain", "gb18030")
    message.add_alternative(
        f'<div style="line-height:1.7">{lines(words, "p")}<p>{html.escape(head)}</p>'
        f'<blockquote id="isReplyContent">{letter.body}</blockquote></div>',
        "html",
        "gb18030",
    )


def foxmail(message, language, words, letter):
    """Outlook's head in a grey box."""
    box = (
        ("发件人", letter.name),
        ("发送时间", "2026-11-30 10:00"),
        ("主题", letter.subject),
    )
    below = "\n".join(f"{label}： {value}" for label, value in box)
    message.set_content(f"{words}\n\n\n{below}\n{letter.text}")
    below = "".join(f"<div><b>{label}：</b>{html.escape(v)}</div>" for label, v in box)
    message.add_alternative(
        f"<html><body>{lines(words)}<blockquote><div>&nbsp;</div><div"
        f' style="border-top:solid #B5C4DF 1.0pt"><div>{below}</div></div>'
        f"<div>{letter.body}</div></blockquote></body></html>",
        subtype="html",
    )


def gmx(message, language, words, letter):
    """GMX and web.de: HTML alone."""
    box = "<br>".join(
        f"<b>{label}:</b> {html.escape(v)}" for label, v in labels("de", letter)
    )
    message.set_content(
        f'<html><body>{lines(words)}<div name="quote"><div>{box}</div><div'
        f' name="quoted-content">{letter.body}</div></div></body></html>',
        subtype="html",
    )


def mailru(message, language, words, letter):
    """mail.ru; the head is quoted, too."""
    head = f"Понедельник, 30 ноября 2026, 10:00 +03:00 от {letter.name} <{letter.address}>:"
    message.set_content(f"\n{words}\n\n\n>{head}\n>\n{letter.quoted}\n")
    message.add_alternative(
        f"<html><body>{lines(words)}<blockquote>{html.escape(head)}<br>{letter.body}"
        "</blockquote></body></html>",
        subtype="html",
    )


def naver(message, language, words, letter):
    """Naver: HTML alone, with a head in English."""
    message.set_content(
        f"<html><body>{lines(words, 'p')}<p>-----Original Message-----<br><b>From:</b>"
        f' "{letter.name}"&lt;{letter.address}&gt; <br><b>Sent:</b> 2026-11-30 (월)'
        f" 10:00:00<br><b>Subject:</b> {html.escape(letter.subject)}</p>{letter.body}"
        "</body></html>",
        subtype="html",
    )


def html_alone(message, language, words, letter):
    """Some web mail."""
    head = html.escape(letter.head(language, 3))
    message.set_content(
        f"<html><body><font>{lines(words)}</font><br><blockquote>{head}<br>{letter.body}"
        "</blockquote></body></html>",
        subtype="html",
    )


PROGRAMS = {
    "bare": bare,
    "outlook": outlook,
    "outlook-phone": outlook_phone,
    "gmail": gmail,
    "apple": apple,
    "iphone": iphone,
    "thunderbird": thunderbird,
    "qq": qq,
    "163": netease,
    "foxmail": foxmail,
    "gmx": gmx,
    "mailru": mailru,
    "naver": naver,
    "html": html_alone,
}
