"""What kind of message this is, told by its own marks (RFC 3464, 3834, 5965, 8098)."""

import re
import unicodedata

from .mail_bytes import ADDRESS, ROBOT_NAME, ROBOT_SENDER
from .mail_html import to_text
from .mail_phrases import (
    AUTOMATIC_SUBJECTS,
    BOUNCE_SUBJECTS,
    BOUNCE_TEXTS,
    BOUNCE_WORDS,
)
from .mail_quote import CLOSING, OPENING, TEXT_LIMIT, get_own_lines
from .mail_thanks import is_mere_thanks

REPORT_KINDS = {
    "delivery-status": "bounce",
    "disposition-notification": "receipt",
    "feedback-report": "abuse_report",
}
REPORT_TYPE = re.compile(
    r"report-type[ \t]{0,20}=[ \t]{0,20}\"?([\w-]{1,40})", re.IGNORECASE
)
AUTO_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-autoreply-from",
    "x-vacation-message",
)
BLOCKQUOTE = re.compile(r"</?blockquote\b[^<>]*>", re.IGNORECASE)
SUBJECT_LIMIT = 300
SUBJECT_MARKS = "[(<*\"'【「 "
# A report tells within its first lines what it is about.
REPORT_TEXT_LIMIT = 200_000
REPORT_BEGINNING = 500
FINAL_RECIPIENT = re.compile(
    r"^(?:final|original)-recipient:[ \t]{0,20}(?:(?:rfc822|utf-8)[ \t]{0,20};)?"
    r"[ \t]{0,20};?[ \t]{0,20}<?([^\s<>;@]{1,64}@[^\s<>;]{1,255})",
    re.IGNORECASE | re.MULTILINE,
)
DELAYED = re.compile(r"^action:[ \t]{0,20}(?:delayed|relayed|expanded)", re.I | re.M)


def recognise(parsed) -> tuple[str, str]:
    """Kind of an automatic message, and the mark that tells; empty for a person's.

    :param parsed: a :class:`mail_parser.ParsedMail`
    """
    content_type = parsed.header("content-type")
    if "multipart/report" in content_type.lower():
        report_type = REPORT_TYPE.search(content_type)
        kind = REPORT_KINDS.get(report_type[1].lower() if report_type else "")
        if kind:
            return kind, content_type[:200]
    for recogniser in (_as_bounce, _as_auto_reply, _as_list):
        kind, evidence = recogniser(parsed)
        if kind:
            return kind, evidence[:200]
    return "", ""


def _as_bounce(parsed):
    """A delivery report: of a mail robot, or by two marks of which one is a machine's.
    Parcels fail to be delivered as well: words alone prove nothing."""
    if failed := parsed.header("x-failed-recipients"):
        return "bounce", f"X-Failed-Recipients: {failed}"
    if is_mail_robot(parsed):
        return "bounce", f"From: {parsed.sender}"
    has_subject = _contains(parsed.subject, BOUNCE_SUBJECTS)
    beginning, has_report_line = _read_report(parsed)
    is_report = has_report_line or _names(beginning, BOUNCE_TEXTS)
    has_text = is_report or _names(beginning, BOUNCE_WORDS)
    submitted = parsed.header("auto-submitted").lower()
    if parsed.header("return-path") == "<>" and (has_subject or has_text):
        return "bounce", f"Return-Path: <>, Subject: {parsed.subject}"
    if ROBOT_SENDER.match(parsed.sender_email) and (has_subject or has_text):
        return "bounce", f"From: {parsed.sender}"
    if has_text and submitted.startswith("auto-"):
        return "bounce", f"Auto-Submitted: {submitted}"
    if is_report and has_subject:
        return "bounce", f"Subject: {parsed.subject}"
    return "", ""


def is_mail_robot(parsed) -> bool:
    """Whether the sender is the part of a mail server that reports on delivery."""
    is_robot = bool(ROBOT_SENDER.match(parsed.sender_email))
    if is_robot and not parsed.sender_email.startswith("post"):
        return True
    is_named = bool(ROBOT_NAME.match(parsed.sender))
    return is_named and (is_robot or not parsed.sender_email)


def _read_report(parsed):
    """How the text begins, and whether it has a line that only mail servers write."""
    kind, content = next(iter(parsed.chunks), ("text", ""))
    content = content[:REPORT_TEXT_LIMIT]
    text = to_text(content) if kind == "html" else content
    beginning = " ".join(text[:2000].lower().split())[:REPORT_BEGINNING]
    return beginning, bool(FINAL_RECIPIENT.search(text[:REPORT_TEXT_LIMIT]))


def _names(beginning, phrases):
    return any(phrase in beginning for phrase in phrases)


def _contains(subject, phrases):
    """Whether a subject contains one of the phrases."""
    return _names(_fold(subject), phrases)


def _fold(subject):
    text = unicodedata.normalize("NFKC", subject[:SUBJECT_LIMIT]).lower().strip()
    return " ".join(text.split())


def _as_auto_reply(parsed):
    submitted = parsed.header("auto-submitted").lower()
    if submitted.startswith("auto-replied"):
        return "auto_reply", f"Auto-Submitted: {submitted}"
    for name in AUTO_REPLY_HEADERS:
        if parsed.header(name):
            return "auto_reply", f"{name}: {parsed.header(name)}"
    for name in ("precedence", "x-precedence"):
        if parsed.header(name).lower() in ("auto_reply", "auto-reply"):
            return "auto_reply", f"{name}: {parsed.header(name)}"
    if is_absence_subject(parsed.subject) and (
        is_automatic(parsed) or (parsed.references and _quotes_subject(parsed.subject))
    ):
        return "auto_reply", f"Subject: {parsed.subject}"
    if submitted.startswith("auto-") and parsed.references:
        return "auto_reply", f"Auto-Submitted: {submitted}"
    return "", ""


def is_absence_subject(subject: str) -> bool:
    """Whether a subject begins as absence notices do in some language."""
    text = _fold(subject).lstrip(SUBJECT_MARKS)
    return text.startswith(AUTOMATIC_SUBJECTS)


def _quotes_subject(subject):
    """Whether behind the words of an absence stands nothing, or something with a number:
    our subject, or a date. People say who was absent."""
    text = _fold(subject).lstrip(SUBJECT_MARKS)
    phrase = max(filter(text.startswith, AUTOMATIC_SUBJECTS), key=len)
    rest = text[len(phrase) :]
    return any(map(str.isdigit, rest)) or not any(map(str.isalpha, rest))


def _as_list(parsed):
    """Mail of a mailing list. List-Unsubscribe alone proves none: mediators, market
    places and other large senders must write it into each letter."""
    for name in ("list-id", "list-post"):
        if parsed.header(name):
            return "list", f"{name}: {parsed.header(name)}"
    if parsed.header("precedence").lower() in ("list", "junk"):
        return "list", f"Precedence: {parsed.header('precedence')}"
    return "", ""


def is_automatic(parsed) -> bool:
    """Whether a program wrote the message: it may matter, but gets no answer."""
    submitted = parsed.header("auto-submitted").lower()
    suppressed = parsed.header("x-auto-response-suppress").lower()
    return (
        submitted.startswith("auto-")
        or parsed.header("precedence").lower() in ("bulk", "list", "junk")
        or "all" in suppressed
        or "autoreply" in suppressed
        or parsed.header("return-path") == "<>"
        or bool(parsed.header("list-unsubscribe"))
        or bool(ROBOT_SENDER.match(parsed.sender_email))
    )


def is_thanks(parsed, is_asked=False) -> bool:
    """Whether the message says thank you and nothing else; see
    :func:`mail_thanks.is_mere_thanks`."""
    if any(not file.cid for file in parsed.attachments):
        return False
    names = (parsed.sender_name, parsed.sender_email.partition("@")[0])
    return is_mere_thanks(own_text(parsed), names, is_asked)


def own_text(parsed) -> str:
    """What the sender himself wrote, without what he quotes."""
    return "\n".join(get_own_lines(_get_marked_text(parsed))).strip()


def _get_marked_text(parsed):
    """The beginning of the text, with marks around the quotations of HTML."""
    pieces = []
    for kind, content in parsed.chunks:
        content = content[:TEXT_LIMIT]
        if kind == "html":
            content = to_text(BLOCKQUOTE.sub(_mark_quote, content))
        pieces.append(content)
    return "\n".join(pieces)[:TEXT_LIMIT]


def _mark_quote(tag):
    return f"\n{CLOSING if tag[0].startswith('</') else OPENING}\n"


def find_bounced(parsed) -> tuple[str, bool]:
    """Address that a delivery failure is about, and whether delivery was given up."""
    text = "\n".join(content for _kind, content in parsed.chunks)[:REPORT_TEXT_LIMIT]
    found = FINAL_RECIPIENT.search(text)
    named = ADDRESS.search(parsed.header("x-failed-recipients"))
    address = found[1] if found else named[0] if named else ""
    return address.lower(), not DELAYED.search(text)
