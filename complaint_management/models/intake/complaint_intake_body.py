from markupsafe import Markup, escape

from odoo import models

from ...tools import mail_html, mail_parser

SUBJECT_LIMIT = 200
ELLIPSIS = "…"


class ComplaintIntake(models.Model):
    """What of a message is shown on its case: all that can be read, and words about what
    cannot."""

    _inherit = "complaint.intake"

    def _parse(self, raw):
        """The message; what nobody declares is read by the languages in use."""
        return mail_parser.parse(raw, self._get_languages())

    def _get_languages(self):
        """Codes of the languages in which mail is expected: those that are in use."""
        return tuple(code for code, _name in self.env["res.lang"].get_installed())

    def _get_subject(self, parsed, body):
        """The subject of the case; what is cut begins the body."""
        lines = (parsed.subject or mail_html.to_text(body)).strip().splitlines()
        subject = lines[0] if lines else self.env._("No Subject")
        if len(subject) > SUBJECT_LIMIT:
            subject = subject[: SUBJECT_LIMIT - 1] + ELLIPSIS
        return subject

    def _render_body(self, parsed, render):
        """The words of the message as HTML.

        :param render: function of ``mail_html``: clean, or left to the field to clean
        """
        content, is_reduced = render(parsed.chunks)
        body = Markup(content)
        if len(parsed.subject) > SUBJECT_LIMIT:
            rest = parsed.subject[SUBJECT_LIMIT - 1 :]
            body = Markup("<p>%s%s</p>") % (ELLIPSIS, rest) + body
        remarks = self._describe_remarks(parsed)
        if is_reduced:
            remarks.append(
                self._in_company_language().env._(
                    "Shown without its layout. The complete message is kept among the"
                    " incoming mails."
                )
            )
        return body + Markup().join(
            Markup("<p><em>%s</em></p>") % remark for remark in remarks
        )

    def _render_enclosed(self, parsed):
        """The words of attached messages, which are not the sender's."""
        if not parsed.enclosed:
            return Markup()
        content, _is_reduced = mail_html.render(parsed.enclosed)
        title = self._in_company_language().env._(
            "An attached message says, in the words of others:"
        )
        return Markup("<p><strong>%s</strong></p><blockquote>%s</blockquote>") % (
            title,
            Markup(content),
        )

    def _describe_remarks(self, parsed):
        """Sentences about what cannot be read, so that no case is empty and silent."""
        if not parsed.remarks:
            return []
        env = self._in_company_language().env
        sentences = {
            "encrypted": env._(
                "The message, or a part of it, is encrypted and cannot be read here: ask"
                " the sender to write it without encryption."
            ),
            "unreadable": env._("“%s” is a container that could not be opened."),
            "empty_file": env._("“%s” was attached, but nothing is in it."),
            "too_many_files": env._(
                "The message has more files than are kept here. All are in the original"
                " among the incoming mails."
            ),
            "partial": env._(
                "This is part %s of a message that was sent in several pieces."
            ),
            "external": env._("A file was not sent, it lies elsewhere: %s"),
            "no_text": (
                env._("The message has no text: see the attached files.")
                if parsed.attachments
                else env._("The message has no text.")
            ),
        }
        return [
            Markup(escape(sentences[code]).replace("%s", escape(detail)))
            for code, detail in parsed.remarks
        ]

    def _in_company_language(self):
        return self.with_context(lang=self.company_id.partner_id.lang)
