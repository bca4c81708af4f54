from odoo.tests import tagged

from ..tools import mail_html
from .intake_common import IntakeCommon

PICTURE = "https://shop.example/mail/broken%20box.jpg?customer=17"


@tagged("complaint", "complaint_security", "post_install", "-at_install")
class TestIntakePictures(IntakeCommon):
    """To open a case tells nobody outside that it is read: what mails would fetch from
    other servers is not fetched."""

    def render(self, source):
        return mail_html.render([("html", source)])[0]

    def test_a_picture_elsewhere_becomes_a_link(self):
        shown = self.render(f'<p>Look: <img src="{PICTURE}"> Thanks</p>')
        self.assertNotIn("<img", shown)
        self.assertIn(f'<a href="{PICTURE}" target="_blank" rel="noreferrer', shown)
        self.assertIn("\N{FRAME WITH PICTURE} broken box.jpg</a> Thanks", shown)
        shown = self.render(f'<p><img src="{PICTURE}" alt="The box"></p>')
        self.assertIn("\N{FRAME WITH PICTURE} The box</a>", shown)

    def test_a_picture_within_a_link_leaves_the_link(self):
        shown = self.render(
            f'<p><a href="https://shop.example/order"><img src="{PICTURE}"></a>'
            " was our order</p>"
        )
        self.assertIn('<a href="https://shop.example/order">broken box.jpg</a>', shown)
        self.assertIn("</a> was our order", shown)

    def test_tracking_pixels_leave_nothing(self):
        shown = self.render(f'<p>Good day<img src="{PICTURE}" width=1 height=1></p>')
        self.assertEqual(shown, "<p>Good day</p>")

    def test_pictures_of_the_message_itself_stay(self):
        source = '<p><img src="cid:photo"><img src="data:image/png;base64,AAAA"></p>'
        self.assertEqual(self.render(source), source)

    def test_nothing_else_is_fetched_either(self):
        for source in (
            '<img src="/web/session/logout">',
            '<img src="//evil.example/a">',
            '<img src="\\\\evil.example\\a">',
            '<img src="ht&#10;tp://evil.example/a">',
            '<img srcset="https://evil.example/a 2x">',
            '<table background="https://evil.example/a"><tr><td>x</td></tr></table>',
            '<p style="background:url(https://evil.example/a)">x</p>',
            '<p style="background:&#117;rl(https://evil.example/a)">x</p>',
            '<p style="background:u\\72l(https://evil.example/a)">x</p>',
            "<p style=\"background:image-set('https://evil.example/a' 1x)\">x</p>",
            '<video poster="https://evil.example/a" src="https://evil.example/b"></video>',
            '<svg><image href="https://evil.example/a"/></svg>',
            '<svg><use xlink:href="https://evil.example/a#b"/></svg>',
            '<object data="https://evil.example/a"></object>',
            "<style>@import 'https://evil.example/a'</style>",
        ):
            shown = self.render(f"<div>words {source} words</div>")
            with self.subTest(source, shown=shown):
                self.assertNotRegex(shown, r"src=|srcset|background|poster|data=|style")
                self.assertNotRegex(shown, r"<(?!a )[^>]*(evil|/web)")
                self.assertEqual(shown.count("words"), 2)

    def test_styles_that_fetch_nothing_stay(self):
        source = '<p style="color:red;margin:0">x</p>'
        self.assertEqual(self.render(source), source)

    def test_case_and_thread_show_links_and_the_original_stays(self):
        raw = self._build("My box", html=f'<p>My box <img src="{PICTURE}"></p>')
        intake = self._deliver(raw)
        intake._process()
        complaint = intake.complaint_id
        for body in (complaint.description, complaint.message_ids[-1:].body):
            self.assertNotIn("<img", body)
            self.assertIn("broken box.jpg</a>", body)
        self.assertEqual(intake.raw, raw)
