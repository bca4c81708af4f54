import binascii
from base64 import b64encode

from odoo.tests import BaseCase, tagged

from ..tools import mail_embedded, mail_html, mail_layout, mail_parser
from .intake_common import IntakeCommon

HEAD = b"From: Wang Fang <wang@customer.example>\nTo: desk@test.mycompany.com\nSubject: C\n"
INNER = b"From: Shop <s@shop.example>\nSubject: No refund\n\nSHOP WORDS\n"
CALENDAR = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Asia/Shanghai:20260310T100000\n"
    b"DTEND:20260310T030000Z\nSUMMARY:Visit\\, roof\nLOCATION:Tower\n 3\nEND:VEVENT\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50


def mixed(*parts):
    """A message of parts, each a pair of fields and content."""
    body = b"".join(b"--b\n%s\n\n%s\n" % part for part in parts)
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + body + b"--b--\n"


def parse(*parts):
    return mail_parser.parse(mixed(*parts))


def text_of(parsed):
    return "\n".join(content for _kind, content in parsed.chunks)


def names_of(parsed):
    return [file.name for file in parsed.attachments]


WORDS = (b"Content-Type: text/plain", b"My own words")


@tagged("complaint", "complaint_intake")
class TestForeignParts(BaseCase):
    def test_files_without_a_name(self):
        for content_type, name in (
            (b"text/calendar", "invitation.ics"),
            (b"text/vcard", "contact.vcf"),
            (b"text/csv", "attachment.csv"),
            (b"image/png", "image.png"),
            (b"image/jpeg", "image.jpg"),
            (b"application/pdf", "attachment.pdf"),
            (b"application/vnd.ms-excel", "attachment.xls"),
            (b"application/pkcs7-signature", "signature.p7s"),
            (b"audio/amr", "audio.amr"),
        ):
            with self.subTest(content_type):
                parsed = parse(WORDS, (b"Content-Type: " + content_type, b"x"))
                self.assertEqual(names_of(parsed), [name])
        guessed = parse(WORDS, (b"Content-Type: application/octet-stream", b"%PDF-1.4"))
        self.assertEqual(names_of(guessed), ["attachment.pdf"])

    def test_an_invitation_in_words(self):
        parsed = mail_parser.parse(HEAD + b"Content-Type: text/calendar\n\n" + CALENDAR)
        self.assertEqual(
            text_of(parsed),
            "Visit, roof\n2026-03-10 10:00 Asia/Shanghai – 2026-03-10 03:00 UTC\nTower3",
        )
        self.assertEqual(names_of(parsed), ["invitation.ics"])

    def test_attached_messages(self):
        """Decoded, under their own name, and their words apart from the sender's."""
        encoded = b64encode(INNER)
        for kind in (b"message/rfc822", b"message/global", b"message/news"):
            for fields, content in (
                (b"", INNER),
                (b"\nContent-Transfer-Encoding: base64", encoded),
            ):
                with self.subTest(kind, fields=fields):
                    head = b"Content-Type: " + kind + b'; name="shop.eml"' + fields
                    parsed = parse(WORDS, (head, content))
                    self.assertEqual(names_of(parsed), ["shop.eml"])
                    self.assertIn(b"SHOP WORDS", parsed.attachments[0].content)
                    self.assertNotIn("SHOP WORDS", text_of(parsed))
                    self.assertIn("SHOP WORDS", str(parsed.enclosed))
                    self.assertNotIn("U0hPUCBX", text_of(parsed) + str(parsed.enclosed))
        unencoded = "Subject: 订单\n\nx".encode()
        parsed = parse(WORDS, (b"Content-Type: message/global", unencoded))
        self.assertEqual(names_of(parsed), ["订单.eml"])
        alone = parse((b"Content-Type: message/rfc822", INNER))
        self.assertIn("SHOP WORDS", text_of(alone))

    def test_messages_that_are_not_whole(self):
        part = parse(
            (b"Content-Type: message/partial; number=2; total=3", b"\nthe words")
        )
        self.assertIn("the words", text_of(part) + str(part.enclosed))
        self.assertIn(("partial", "2/3"), part.remarks)
        fields = (
            b'Content-Type: message/external-body; access-type=URL; URL="http://x/a"'
        )
        elsewhere = parse(WORDS, (fields, b"Content-Type: image/png\n\n"))
        self.assertTrue(
            [text for code, text in elsewhere.remarks if "http://x/a" in text]
        )

    def test_files_declared_as_text(self):
        for content in (
            b"%PDF-1.4\nx",
            b"PK\x03\x04xxxx",
            b"{\\rtf1 x}",
            bytes(range(32)) * 9,
        ):
            parsed = parse(
                WORDS,
                (
                    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64",
                    b64encode(content),
                ),
            )
            self.assertEqual(parsed.attachments[0].content, content)
            self.assertEqual(text_of(parsed).strip(), "My own words")

    def test_nothing_vanishes_in_silence(self):
        empty = parse(WORDS, (b"Content-Type: image/png; name=photo.png", b""))
        self.assertIn(("empty_file", "photo.png"), empty.remarks)
        for fields in (
            b"Content-Type: application/pkcs7-mime; name=smime.p7m",
            b"Content-Type: multipart/encrypted; boundary=c",
        ):
            sealed = parse((fields, b"--c\nContent-Type: a/b\n\nx\n--c--"))
            self.assertIn(("encrypted", ""), sealed.remarks)
        pgp = mail_parser.parse(HEAD + b"\n-----BEGIN PGP MESSAGE-----\nxyz\n")
        self.assertIn(("encrypted", ""), pgp.remarks)
        self.assertIn(("no_text", ""), mail_parser.parse(HEAD + b"\n").remarks)
        container = parse(
            (b"Content-Type: application/ms-tnef; name=winmail.dat", b"abc")
        )
        self.assertIn(("unreadable", "winmail.dat"), container.remarks)

    def test_files_within_the_text(self):
        content = bytes(range(256)) * 3
        lines = [content[i : i + 45] for i in range(0, len(content), 45)]
        code = b"".join(binascii.b2a_uu(line) for line in lines)
        yenc = bytes((byte + 42) % 256 for byte in b"yenc content")
        body = (
            b"Before\nbegin 644 a b.jpg\n%s`\nend\nBetween\n"
            b"=ybegin line=128 size=12 name=y.bin\n%s\n=yend size=12\nAfter\n"
        ) % (code, yenc)
        parsed = mail_parser.parse(HEAD + b"\n" + body)
        files = {file.name: file.content for file in parsed.attachments}
        self.assertEqual(files, {"a b.jpg": content, "y.bin": b"yenc content"})
        self.assertEqual(text_of(parsed).split(), ["Before", "Between", "After"])
        prose = b"begin 644 pages\nof my story, and so on\nend\n"
        self.assertEqual(mail_embedded.extract_files(prose), (prose, []))

    def test_flowed_text(self):
        flowed = "One \nline.\n\n> You \n> wrote\n  indented\n-- \nWang"
        self.assertEqual(
            mail_embedded.join_flowed(flowed),
            "One line.\n\n> You wrote\n indented\n-- \nWang",
        )
        self.assertEqual(mail_embedded.join_flowed("合同编 \n号", True), "合同编号")

    def test_brackets_in_html_are_text(self):
        source = "<p>I wrote to <john@shop.example>, 3 < 4, <$500>, <https://x.example/a></p>"
        text = mail_html.to_text(mail_html.render([("html", source)])[0])
        for words in (
            "<john@shop.example>",
            "3 < 4",
            "<$500>",
            "<https://x.example/a>",
        ):
            self.assertIn(words, text)

    def test_layout_stays_in_its_box(self):
        for style in (
            "position:fixed;top:0",
            "POSITION : absolute",
            "z-index:99999",
            "margin-top:-500px",
            "margin:0 0 0 -99px",
            "width:100vw",
            "height:99999px",
            "display:flex",
            "transform:scale(9)",
            "color:expression(alert(1))",
            "background:url(http://evil.example)",
            "col\\6fr:red;posit\\69on:fixed",
            "/**/position:fixed",
            "inset:0",
        ):
            with self.subTest(style):
                shown = mail_html.render(
                    [("html", f'<div style="{style}">words</div>')]
                )
                self.assertNotIn("style", shown[0])
                self.assertIn("words", shown[0])
        kept = "color:red;margin:0;padding-left:3px;font-family:'Arial', sans-serif"
        self.assertEqual(mail_layout.clean_style(kept), kept)
        overlay = '<div class="modal d-block fixed-top w-100" id="x" data-bs-toggle="m">a</div>'
        self.assertEqual(mail_html.render([("html", overlay)])[0], "<div>a</div>")


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestForeignCase(IntakeCommon):
    """What becomes of it on the case, as an agent sees it."""

    def _process(self, raw):
        intake = self._deliver(raw)
        intake._process()
        return intake.complaint_id.with_user(self.user_agent)

    def test_inline_pictures_are_shown_to_who_may_read_the_case(self):
        case = self._process(
            HEAD
            + b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
            b'<p>Look: <img src="cid:photo@x"></p>\n--b\nContent-Type: image/png\n'
            b"Content-ID: <photo@x>\nContent-Transfer-Encoding: base64\n\n"
            + b64encode(PNG)
            + b"\n--b--\n"
        )
        picture = case.message_ids.attachment_ids
        self.assertEqual(picture.raw, PNG)
        self.assertIn(f'src="/web/image/{picture.id}"', case.description)
        self.assertNotIn("cid:", case.description)
        self.assertTrue(picture.with_user(self.user_agent).has_access("read"))
        self.assertFalse(picture.with_user(self.user_agent_other).has_access("read"))

    def test_a_complaint_in_the_subject_is_kept_whole(self):
        words = " ".join(f"word{number}" for number in range(60))
        case = self._process(
            b"From: a@x.example\nTo: desk@test.mycompany.com\nSubject: %s\n\n"
            % words.encode()
        )
        shown = case.name.rstrip("…") + mail_html.to_text(case.description).lstrip("…")
        self.assertTrue(shown.startswith(words))
        self.assertTrue(case.name.endswith("…"))

    def test_words_of_others_stand_in_the_thread_only(self):
        case = self._process(mixed(WORDS, (b"Content-Type: message/rfc822", INNER)))
        self.assertNotIn("SHOP WORDS", case.description)
        mail = case.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertIn("in the words of others", mail.body)
        self.assertIn("SHOP WORDS", mail.body)

    def test_a_case_says_what_cannot_be_read(self):
        for part, words in (
            (
                (b"Content-Type: application/pkcs7-mime; name=smime.p7m", b"x"),
                "encrypted",
            ),
            ((b"Content-Type: application/pdf; name=a.pdf", b"%PDF-1.4"), "no text"),
            (
                (b"Content-Type: application/ms-tnef; name=winmail.dat", b"x"),
                "container",
            ),
        ):
            with self.subTest(words):
                self.assertIn(words, self._process(mixed(part)).description)

    def test_plain_text_by_program(self):
        words = "Paid <$500> to <john@shop.example> & a<b\nline two\n\nparagraph"
        case = self._create_complaint().with_user(self.user_agent)
        case.write({"description": words})
        self.assertEqual(
            case.description,
            "<p>Paid &lt;$500&gt; to &lt;john@shop.example&gt; &amp; a&lt;b<br>line two"
            "</p><p>paragraph</p>",
        )
        case.write({"description": "<b>bold</b> text<br>next"})
        self.assertIn("<b>bold</b> text<br>next", case.description)

    def test_layout_by_program_stays_in_its_box(self):
        case = self._create_complaint().with_user(self.user_agent)
        case.write(
            {
                "description": '<div class="fixed-top w-100 table" style="position:fixed;'
                'color:red" id="a">words<img src="https://evil.example/a.png"></div>'
            }
        )
        self.assertIn('<div class="table" style="color:red">words', case.description)
        self.assertNotIn("<img", case.description)

    def test_printing_fetches_nothing_from_elsewhere(self):
        html = (
            "<html><head></head><body><main><div class='article'><img src='/logo.png'>"
            "<img src='https://evil.example/a'><img src='/web/image/7'><p style='background:"
            "url(https://evil.example/b)'>words</p></div></main></body></html>"
        )
        report = self.env.ref(
            "complaint_management.action_report_complaint_registration_form"
        )
        bodies = report._prepare_html(html, report_model="complaint.complaint")[0]
        self.assertNotIn('src="https://evil', str(bodies))
        self.assertNotIn("url(", str(bodies))
        self.assertNotIn('logo.png"', str(bodies).replace("logo.png</a>", ""))
        self.assertIn("/web/image/7", str(bodies))
        self.assertIn("words", str(bodies))
