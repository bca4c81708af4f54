import io
import struct
import zipfile
import zlib
from base64 import b64encode

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.mail_hazard import MEGABYTE
from .intake_common import IntakeCommon

HEAD = (
    b"From: Wang Fang <wang@customer.example>\r\nTo: desk@test.mycompany.com\r\n"
    b"Subject: hostile\r\n"
)


def attach(content, name, content_type):
    """A message with words and one file."""
    return (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nThe words\r\n--b\r\nContent-Type: "
        + content_type
        + b"; name="
        + name
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b64encode(content)
        + b"\r\n--b--\r\n"
    )


def png(width, height):
    """A small file of a picture that is huge once it is unpacked."""

    def chunk(kind, data):
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(b"\0" * (width // 8 + 1) * 100, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", lines)
        + chunk(b"IEND", b"")
    )


def docx_bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:t>0</w:t>" * 2_000_000)
    return buffer.getvalue()


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeHostile(IntakeCommon):
    """Each is processed or held, and the message behind it is processed."""

    def _process_with_next(self, raw):
        [intake] = self._deliver(raw)
        intake._process()
        self.env.flush_all()
        self.assertEqual(self._receive("The next one").state, "processed")
        return intake

    def test_held_without_being_parsed(self):
        part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
            for i in range(1500)
        )
        for name, raw in (
            ("parts", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"),
            ("nesting", HEAD + nested),
            ("size", HEAD + b"\r\n" + b"0123456789abcde\n" * (50 * MEGABYTE // 16)),
            ("docx", attach(docx_bomb(), b"a.docx", b"application/vnd.x")),
        ):
            with self.subTest(name):
                if name == "parts":
                    raw += part * 2000
                intake = self._process_with_next(raw)
                self.assertRecordValues(
                    intake,
                    [{"state": "held", "reason": "suspicious", "complaint_id": False}],
                )
                self.assertTrue(intake.detail)

    def test_held_archive_is_left_out_once_decided(self):
        bomb = docx_bomb()
        [intake] = self._deliver(attach(bomb, b"a.docx", b"application/vnd.x"))
        intake._process()
        intake.with_user(self.user_agent).action_process_again()
        intake._process()
        self.assertIn("The words", intake.complaint_id.description)
        self.assertFalse(intake.complaint_id.message_ids.attachment_ids)
        self.assertIn(b64encode(bomb)[:1000], intake.raw)

    @mute_logger("odoo.tools.mail")
    def test_processed(self):
        for name, raw in (
            ("picture", attach(png(30000, 30000), b"p.png", b"image/png")),
            ("damaged picture", attach(b"\x89PNG\r\n\x1a\n", b"p.png", b"image/png")),
            ("NUL", HEAD + b"X-A: \0\r\n\r\nThe words\0\0 and more"),
            (
                "recipients",
                HEAD
                + b"Cc: "
                + b",\r\n ".join(b"a%d@x.example" % i for i in range(3000))
                + b"\r\n\r\nThe words",
            ),
            (
                "references",
                HEAD
                + b"References: "
                + b"\r\n ".join(b"<%d@x.example>" % i for i in range(5000))
                + b"\r\n\r\nThe words",
            ),
            ("quotes", HEAD + b"\r\nThe words\r\n" + b"> quoted\r\n" * 20000),
            (
                "deep HTML",
                HEAD
                + b"Content-Type: text/html\r\n\r\n"
                + b"<div>" * 5000
                + b"The words",
            ),
            (
                "long subject",
                HEAD + b"Subject: " + b"x" * 200000 + b"\r\n\r\nThe words",
            ),
        ):
            with self.subTest(name):
                intake = self._process_with_next(raw)
                self.assertEqual(intake.state, "processed")
                self.assertIn("The words", intake.complaint_id.description)

    def test_picture_is_kept_as_it_is(self):
        picture = png(30000, 30000)
        [intake] = self._deliver(attach(picture, b"p.png", b"image/png"))
        intake._process()
        files = intake.complaint_id.message_ids.attachment_ids
        self.assertEqual(files.raw, picture)
