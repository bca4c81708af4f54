import ast
import importlib
import pkgutil
import re
import time
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons import complaint_management

from ..tools import (
    mail_bytes,
    mail_gate,
    mail_hazard,
    mail_html,
    mail_parser,
    plain_text,
    redaction,
    rich_text,
    text_lines,
)

KILO = 1024
# Beyond this an attempt is long enough to be compared.
MEASURABLE = 0.02
# Four times the length takes four times as long; sixteen when it grows with the square.
GROWTH = 9
PIECES = (
    *(" ", "\t", "\n", "\r\n", " \n", "\n\n \t", "\xa0", "\u3000\n"),
    *(">", "> ", "\n>", "\n\n> ", "&gt;", "&#10;&#62;", "<", "< ", "<a ", "<a\n", "</"),
    *("<!--", "<style>", "<b>", "<div>", "<o:p ", "<o:p>", "<br/>\n", "<blockquote>"),
    *(
        "<p style='",
        "<p style='/*",
        "<i a='b' ",
        "encoding='x' ",
        "expression(",
        "[if ",
    ),
    *(
        '"',
        "'",
        "(",
        ")",
        "=",
        "=?",
        "=?a?b?",
        "?=",
        "?= =?",
        "=?x?q?a?=",
        "=?utf-8?B?YQ==?= ",
    ),
    *(
        "-",
        "--",
        "--a ",
        "\n--a",
        "_",
        "a",
        "A",
        "1",
        "9-",
        "a@",
        "<a@b",
        "a@b.c ",
        ".",
        ":",
    ),
    *(
        "From: ",
        "From: a\n",
        "On 1 ",
        "wrote:",
        "写道:",
        "final-recipient:",
        "\nfinal-recipient:\t",
    ),
    *(
        "message-id:",
        "message-id:\n ",
        "content-type:\n ",
        "report-type=",
        "dmarc = ",
        "url(",
        "url (",
    ),
    *(
        "src='data:image/png;base64,",
        "src=",
        "background ",
        "begin 644 a\n",
        "=ybegin name=a\n",
    ),
    *(
        "&#9",
        "&#1;",
        "BEGIN:VEVENT\n",
        "\\n",
        ";",
        "; a=b",
        "谢谢",
        "thank you ",
        "hi ",
        "“",
        "「",
    ),
)
FRAMES = (("", ""), ("<", "!"), ("final-recipient:", "x"))


def get_patterns():
    """All patterns of the addon: those with a name and those within functions."""
    found = {}
    for module in pkgutil.walk_packages(
        complaint_management.__path__, f"{complaint_management.__name__}."
    ):
        if ".tests" in module.name or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern):
                found[f"{module.name}.{name}"] = value
        if not module.ispkg:
            found.update(get_inline_patterns(module.name, Path(loaded.__file__)))
    return found


def get_inline_patterns(module, path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if not is_call or getattr(node.func.value, "id", "") != "re" or not node.args:
            continue
        pattern = node.args[0]
        if isinstance(pattern, ast.Constant) and node.func.attr != "compile":
            yield f"{module}:{node.lineno}", re.compile(pattern.value)


def measure(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


class Growth:
    """Compares what a function takes for texts of growing length."""

    def __init__(self, function, sizes):
        self.function = function
        self.sizes = sizes

    def find_fault(self, make):
        """The length from which on the time grows faster than the length; nothing when
        it never does. ``make`` gives a text of about a length."""
        before = None
        for size in self.sizes:
            source = make(size)
            spent = measure(self.function, source)
            if before and spent > MEASURABLE and spent > GROWTH * max(before, 0.002):
                # an outlier, unless both say so again
                first = min(measure(self.function, make(size // 4)) for _i in range(3))
                spent = min(measure(self.function, source) for _i in range(2))
                if spent > GROWTH * max(first, 0.002):
                    return size
            before = spent
        return None


def repeat(piece, size):
    return piece * (size // len(piece) + 1)


@tagged("complaint", "complaint_security", "complaint_intake")
class TestForeignBytes(BaseCase):
    """What takes a stranger a second to write costs us no minute: nothing we do with
    foreign bytes takes longer than their length deserves."""

    def check(self, function, make, sizes, name):
        size = Growth(function, sizes).find_fault(make)
        self.assertIsNone(size, f"{name} is slow from {size} characters on")

    def test_every_pattern_is_linear(self):
        patterns = get_patterns()
        self.assertGreater(len(patterns), 60)
        for name, pattern in patterns.items():
            is_bytes = isinstance(pattern.pattern, bytes)

            def search(text, pattern=pattern, is_bytes=is_bytes):
                text = text.encode("utf-8") if is_bytes else text
                for _match in pattern.finditer(text):
                    pass

            for piece in PIECES:
                for before, after in FRAMES:
                    self.check(
                        search,
                        lambda size, p=piece, b=before, a=after: (
                            b + repeat(p, size) + a
                        ),
                        (KILO, 4 * KILO, 16 * KILO),
                        f"{name} with {before!r}, many {piece!r}, {after!r}",
                    )

    def test_every_reader_is_linear(self):
        """The functions around them."""
        redactor = redaction.Redactor({"Wang Fang", "王芳", "a"})
        readers = {
            "text of HTML": mail_html.to_text,
            "HTML": lambda text: mail_html.render([("html", text)]),
            "plain": lambda text: mail_html.render([("text", text)]),
            "rich text": rich_text.to_html,
            "redaction": redactor.hide,
            "lines": text_lines.get_pieces,
            "plain text of ours": plain_text.to_plain_text,
        }
        for name, reader in readers.items():
            for piece in PIECES[::2] if name == "HTML" else PIECES:
                self.check(
                    reader,
                    lambda size, p=piece: f"<p>{repeat(p, size)}",
                    (16 * KILO, 64 * KILO, 256 * KILO),
                    f"{name} with many {piece!r}",
                )

    def test_every_mail_is_read_in_time(self):
        """A whole message, with the bytes in its body or in one of its fields."""
        places = {
            "body": "From: a@x.example\nSubject: Re: x\n\n{}",
            "HTML": "From: a@x.example\nContent-Type: text/html\n\n<p>{}",
            "subject": "Subject: {}\n\nbody",
            "sender": "From: {}\n\nbody",
            "type": "Content-Type: multipart/mixed; boundary={}\n\nbody",
            "name": "Content-Type: a/b; name={}\n\nbody",
            "report": "From: mailer-daemon@x.example\nReturn-Path: <>\n\n{}",
            "date": "Received: x; {}\nDate: {}\nReferences: {}\n\nbody",
        }
        for name, source in places.items():
            for piece in PIECES[::3]:
                self.check(
                    self._read,
                    lambda size, p=piece, s=source: s.replace("{}", repeat(p, size)),
                    (64 * KILO, 256 * KILO),
                    f"{name} with many {piece!r}",
                )

    def test_a_megabyte_in_one_part(self):
        for piece in (" ", "\n", "\t", ">", "<", "a;", "=?x?q?a?=", "\n--a", "谢谢"):
            self._read(f"From: a@x.example\n\n{repeat(piece, KILO * KILO)}")

    def _read(self, source):
        raw = source.encode("utf-8", "replace")
        mail_bytes.peek(raw)
        mail_bytes.content_hash(raw)
        if mail_hazard.find_hazard(raw):
            return
        parsed = mail_parser.parse(raw)
        mail_html.render(parsed.chunks)
        mail_gate.recognise(parsed)
        mail_gate.is_thanks(parsed)
        mail_gate.find_bounced(parsed)

    def test_many_of_everything(self):
        """Thousands of parts, parameters, attributes, files, siblings and entities."""
        for source in (
            "Content-Type: text/plain" + "; a=b" * 200_000 + "\n\nx",
            'Content-Type: text/plain; x="' + ";" * 200_000 + "\n\nx",
            "\n".join(f"X-{i}: é" for i in range(9000)) + "\n\nx",
            "Content-Type: text/html\n\n<p " + "a=b " * 100_000 + ">x</p>",
            "Content-Type: text/html\n\n<div>"
            + "<br>" * 9000
            + "<div class=gmail_extra></div>"
            + "<br>" * 9000,
            "Content-Type: text/html\n\n" + "&#10;&#62;" * 100_000,
            "Content-Type: text/html\n\n&#" + "9" * 500_000,
            "Content-Type: text/html\n\n<p style='" + "/*" * 300_000 + "'>x</p>",
            "Content-Type: text/html\n\n<!--" + "[if " * 200_000 + "-->x",
            "Content-Type: text/html\n\n"
            + '<img src="data:image/png;base64,AAAA">' * 20_000,
            "\n" + "begin 644 a\n#0V%T\n`\nend\n" * 20_000,
            "From: " + "(" * 100_000 + "\n\nx",
        ):
            spent = measure(self._read, source)
            # nothing that grows with the square of such numbers stays below
            self.assertLess(spent, 20, source[:60])

    def test_lines_within_containers_are_bounded(self):
        nested = "".join(
            f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"
            for i in range(45)
        )
        raw = (nested + "\n" * 3_000_000).encode()
        self.assertIn("lines", mail_hazard.find_hazard(raw))
