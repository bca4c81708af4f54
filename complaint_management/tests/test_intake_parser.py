import io
import struct
import zipfile
from base64 import b64encode

from odoo.tests import BaseCase, tagged

from ..tools import mail_bytes, mail_charset, mail_hazard, mail_html, mail_parser, tnef

HEAD = (
    b"From: Wang Fang <wang@customer.example>\r\nTo: desk@x.example\r\nSubject: C\r\n"
)


def parse(head: bytes, body: bytes = b""):
    return mail_parser.parse(HEAD + head + b"\r\n\r\n" + body)


def text_of(parsed):
    return "\n".join(content for _kind, content in parsed.chunks)


@tagged("complaint", "complaint_intake")
class TestIntakeCharset(BaseCase):
    def test_charsets_declared_wrong_or_unknown(self):
        """The text survives whatever the sender says about its charset."""
        chinese = "您好,收到的包裹破损严重,请尽快处理我的投诉。"
        taiwan = "您好,收到的包裹破損嚴重,請盡快處理我的投訴,謝謝。"
        russian = "Здравствуйте, посылка пришла разбитой, прошу вернуть деньги."
        japanese = "こんにちは。届いた荷物が壊れていました。交換してください。"
        for text, real, declared in (
            (chinese, "gbk", "gb2312"),
            (chinese, "gb18030", "x-gbk"),
            (chinese, "gbk", "x-unknown"),
            (chinese, "gbk", ""),
            (chinese, "gbk", "us-ascii"),
            (chinese, "utf-8", "iso-8859-1"),
            (chinese, "utf-7", "utf-7"),
            (chinese, "hz", "hz-gb-2312"),
            (taiwan, "big5", "big5"),
            (taiwan, "big5", "invalid-charset"),
            (japanese, "iso-2022-jp", "iso-2022-jp"),
            (japanese, "iso-2022-jp", ""),
            (japanese, "shift_jis", "x-sjis"),
            (japanese, "shift_jis", "unknown-8bit"),
            (russian, "koi8-r", "koi8-r"),
            (russian, "koi8-r", ""),
            (russian, "cp1251", "default"),
            ("Größe in Köln für 5 €", "cp1252", "iso-8859-1"),
            ("Größe in Köln für fünf", "latin-1", "x-unknown"),
        ):
            with self.subTest(real=real, declared=declared):
                self.assertEqual(mail_charset.decode(text.encode(real), declared), text)

    def test_headers(self):
        for header, text in (
            ("=?gb2312?B?zba208Gsu7XBy7XEwv7nzw==?=", None),
            ("=?utf-8?q?Gr=C3=BC=C3?= =?utf-8?q?=9Fe?=", "Grüße"),
            ("=?x-unknown?B?" + b64encode("投诉".encode()).decode() + "?=", "投诉"),
            ("=?utf-8?B?5oqV6K+J?=(2)", "投诉(2)"),
            ("=?utf-8?B?5oqV6K+?=", None),
            ("no encoding\r\n at all", "no encoding at all"),
            ("with\x00 control\x1b bytes", "with control bytes"),
        ):
            with self.subTest(header=header):
                decoded = mail_charset.decode_header(header)
                self.assertTrue(decoded)
                self.assertNotIn("\ufffd", decoded)
                if text:
                    self.assertEqual(decoded, text)

    def test_eight_bit_subject(self):
        raw = b"Subject: " + "投诉包裹破损".encode("gbk") + b"\r\n\r\nx"
        self.assertEqual(mail_parser.parse(raw).subject, "投诉包裹破损")


@tagged("complaint", "complaint_intake")
class TestIntakeParser(BaseCase):
    """Where plain Odoo loses or crashes on mail: nothing is lost, nothing raised."""

    def test_weakness_1_exceptions(self):
        for name, head, body in (
            ("charset", b"Content-Type: text/plain; charset=X-GBK", b"still here"),
            ("empty charset", b'Content-Type: text/plain; charset=""', b"still here"),
            (
                "bounce whose message is text",
                b'Content-Type: multipart/report; boundary="b"',
                b"--b\r\nContent-Type: text/plain\r\n\r\nstill here\r\n"
                b"--b\r\nContent-Type: message/rfc822\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\nc3RpbGw=\r\n--b--",
            ),
            ("group", b"Cc: friends:;, undisclosed-recipients:;", b"still here"),
            (
                "file name charset",
                b"Content-Type: application/pdf; name*=iso2022_jp''%1B%24%FF%FF",
                b"still here",
            ),
            ("date", b"Date: Fri, 31 Foo 2026 %", b"still here"),
            (
                "damaged picture",
                b'Content-Type: multipart/mixed; boundary="b"',
                b"--b\r\n\r\nstill here\r\n--b\r\nContent-Type: image/png\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo\r\n--b--",
            ),
            ("no document", b"Content-Type: text/html", b"<!-- -->still here"),
            (
                "slash in type",
                b"Content-Type: multipart/signed; protocol=signature/plain; boundary=b",
                b"--b\r\n\r\nstill here\r\n--b\r\nContent-Type: signature/plain\r\n"
                b"\r\nxxxx\r\n--b--",
            ),
            ("NUL", b"X-Nul: a\x00b", b"still \x00here"),
        ):
            with self.subTest(name):
                parsed = parse(head, body)
                body, _reduced = mail_html.render(parsed.chunks)
                shown = mail_html.to_text(body) or text_of(parsed)
                files = b"".join(file.content for file in parsed.attachments)
                self.assertIn("still here", shown + files.decode("latin-1"))
                self.assertNotIn("\x00", shown)

    def test_weakness_2_many_html_parts(self):
        """Many parts are cleaned once, not again with each part."""
        part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>piece</p>\r\n"
        parsed = parse(b"Content-Type: multipart/mixed; boundary=b", part * 300)
        body, _reduced = mail_html.render(parsed.chunks)
        self.assertEqual(body.count("piece"), 300)

    def test_weakness_4_control_byte(self):
        body, _reduced = mail_html.render(
            parse(b"Content-Type: text/html", b"<p>a\x18\x1b</p>\r\n> quoted").chunks
        )
        self.assertIn("quoted", body)
        self.assertNotIn("sanitizing", body)

    def test_weakness_5_text_after_the_end(self):
        body, _reduced = mail_html.render(
            parse(
                b"Content-Type: text/html",
                b"<html><body>first</body></html>footer<html><body>second</body></html>",
            ).chunks
        )
        for word in ("first", "footer", "second"):
            self.assertIn(word, body)

    def test_weakness_6_deep_html(self):
        source = "<div>" * 400 + "deep words that matter" + "</div>" * 400
        body, is_reduced = mail_html.render([("html", source)])
        self.assertIn("deep words that matter", body)
        self.assertTrue(is_reduced)

    def test_weakness_6_large_data_image(self):
        data = b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 300_000)
        parsed = parse(
            b"Content-Type: text/html",
            b'<img src="data:image/png;base64,' + data + b'">after the picture',
        )
        self.assertEqual(len(parsed.attachments[0].content), 300_008)
        self.assertIn("after the picture", mail_html.render(parsed.chunks)[0])
        self.assertLess(len(text_of(parsed)), 1000)

    def test_weakness_7_boundary(self):
        for boundary in (b"", b"; boundary=wrong", b'; boundary=""'):
            with self.subTest(boundary):
                parsed = parse(
                    b"Content-Type: multipart/mixed" + boundary,
                    b"--real\r\nContent-Type: text/plain\r\n\r\nthe words\r\n--real\r\n"
                    b"Content-Type: application/pdf; name=a.pdf\r\n\r\n%P\r\n--real--",
                )
                self.assertIn("the words", text_of(parsed))
                self.assertEqual([f.name for f in parsed.attachments], ["a.pdf"])

    def test_weakness_8_undeclared_charset(self):
        parsed = parse(b"Content-Type: text/plain", "包裹破损,我要退款".encode("gbk"))
        self.assertEqual(text_of(parsed), "包裹破损,我要退款")

    def test_alternative(self):
        """The rich version is shown, unless the plain one says more."""
        body = (
            b"--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
            b"--b\r\nContent-Type: text/html\r\n\r\n%s\r\n--b--"
        )
        head = b"Content-Type: multipart/alternative; boundary=b"
        rich = parse(head, body % (b"plain words", b"<b>rich words</b>"))
        self.assertEqual(rich.chunks[0][0], "html")
        plain = parse(head, body % (b"a long and plain story", b"<b></b><i>x</i>"))
        self.assertEqual([kind for kind, _text in plain.chunks], ["text"])

    def test_nested_message(self):
        nested = (
            b"Subject: inner\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
            b"--c\r\n\r\ninner words\r\n--c\r\nContent-Type: image/png; name=p.png\r\n"
            b"\r\nPNG\r\n--c--\r\n"
        )
        parsed = parse(
            b"Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + nested + b"\r\n--b--",
        )
        self.assertIn("inner words", text_of(parsed))
        self.assertEqual(
            {file.name for file in parsed.attachments}, {"inner.eml", "p.png"}
        )

    def test_tnef(self):
        def attribute(level, number, value):
            return struct.pack("<BHHI", level, number, 6, len(value)) + value + b"\0\0"

        data = (
            struct.pack("<IH", tnef.SIGNATURE, 1)
            + attribute(1, tnef.BODY, b"words in outlook\0")
            + attribute(2, tnef.ATTACH_RENDERING, b"\0" * 14)
            + attribute(2, tnef.ATTACH_TITLE, b"photo.jpg\0")
            + attribute(2, tnef.ATTACH_DATA, b"JPEG")
        )
        parsed = parse(
            b"Content-Type: application/ms-tnef; name=winmail.dat\r\n"
            b"Content-Transfer-Encoding: base64",
            b64encode(data),
        )
        self.assertIn("words in outlook", text_of(parsed))
        files = {file.name: file.content for file in parsed.attachments}
        self.assertEqual(files["photo.jpg"], b"JPEG")
        self.assertEqual(files["winmail.dat"], data)
        self.assertFalse(tnef.read(data[:20]).files)

    def test_hostile_file_names(self):
        parsed = parse(
            b"Content-Type: application/pdf\r\n"
            b'Content-Disposition: attachment; filename="../../etc/pass\x00wd"',
            b"x",
        )
        self.assertNotIn("/", parsed.attachments[0].name)
        self.assertNotIn("\x00", parsed.attachments[0].name)

    def test_senders(self):
        for text, expected in (
            ("Wang Fang <wang@x.example>", ("Wang Fang", "wang@x.example")),
            ('"Doe, John" <J@X.example>', ("Doe, John", "j@x.example")),
            ("plain@x.example", ("", "plain@x.example")),
            ("a@b.example via List <list@x.example>", None),
            ("nobody at all", ("nobody at all", "")),
        ):
            with self.subTest(text):
                name, address = mail_bytes.read_sender(text)
                if expected:
                    self.assertEqual((name, address), expected)
                else:
                    self.assertEqual(address, "list@x.example")


@tagged("complaint", "complaint_intake")
class TestIntakeHazard(BaseCase):
    def test_ordinary_mail_is_no_hazard(self):
        self.assertFalse(mail_hazard.find_hazard(HEAD + b"\r\nhello"))

    def test_hazards(self):
        part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
            for i in range(1500)
        )
        for name, raw in (
            ("parts", HEAD + b"\r\n" + part * 1000),
            ("nesting", HEAD + nested),
            ("size", HEAD + b"\r\n" + b"x" * (31 * mail_hazard.MEGABYTE)),
            ("headers", HEAD + b"X-A: b\r\n" * 20000),
        ):
            with self.subTest(name):
                self.assertTrue(mail_hazard.find_hazard(raw))

    def test_archive_bomb(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * 30_000_000)
        self.assertTrue(mail_hazard.find_archive_bomb(buffer.getvalue()))
        self.assertFalse(mail_hazard.find_archive_bomb(b"PK\x03\x04damaged"))
        self.assertFalse(mail_hazard.find_archive_bomb(b"%PDF-1.4"))

    def test_cleaning_is_linear(self):
        """Sources made to be slow are shown as text instead."""
        for source in (
            "<" * 1_000_000,
            "<!--" * 200_000,
            "<b>" * 60_000 + "words",
            "<style>" * 100_000 + "words",
            "<hr class=stopSpelling>" * 5000,
            "\n> quoted\n" * 20_000,
        ):
            body, _reduced = mail_html.render([("html", source)])
            self.assertIsInstance(body, str)
        body, _reduced = mail_html.render([("text", "> quoted\r\n\r\n" * 20_000)])
        self.assertEqual(mail_html.to_text(body).count("> quoted"), 20_000)

    def test_hash_ignores_the_way(self):
        raw = HEAD + b"\r\nbody\r\n"
        same = b"Received: from a by b\r\n\twith c; now\r\nStatus: RO\r\n" + raw
        self.assertEqual(
            mail_bytes.content_hash(raw),
            mail_bytes.content_hash(same.replace(b"\r\n", b"\n") + b"\n"),
        )
        self.assertNotEqual(
            mail_bytes.content_hash(raw), mail_bytes.content_hash(raw + b"more")
        )
