"""What kind of message this is, told by its own marks (RFC 3464, 3834, 5965, 8098)."""

import re

from .mail_bytes import ADDRESS, ROBOT_SENDER
from .mail_html import to_text

REPORT_KINDS = {
    "delivery-status": "bounce",
    "disposition-notification": "receipt",
    "feedback-report": "abuse_report",
}
REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([\w-]+)", re.IGNORECASE)
AUTO_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-autoreply-from",
    "x-vacation-message",
)
AUTO_REPLY_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response|matische antwort)\b|auto:"
    r"|out of (?:the )?office|vacation (?:reply|message)|abwesen|automatische antwort"
    r"|r[ée]ponse automatique|respuesta autom[aá]tica|自动回复|自動回覆|自动答复"
    r"|休假自动|不在办公室)",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed|report)"
    r"|mail delivery (?:failed|problem|system)|returned mail|failure notice"
    r"|could not be delivered|unzustellbar|退信|投递失败|投遞失敗|無法投遞|无法投递",
    re.IGNORECASE,
)
FINAL_RECIPIENT = re.compile(
    r"^(?:final|original)-recipient:\s*(?:rfc822|utf-8)?\s*;?\s*<?([^\s<>;]+@[^\s<>;]+)",
    re.IGNORECASE | re.MULTILINE,
)
DELAYED = re.compile(r"^action:\s*(?:delayed|relayed|expanded)", re.I | re.M)
AUTHENTICATION_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)

QUOTE_START = re.compile(
    r"^\s*(?:>|-{3,}|_{10,}|On .{0,200}wrote:\s*$|Am .{0,200}schrieb|From:\s|Von:\s"
    r"|发件人[::]|發件人[::]|寄件者[::]|在 ?.{0,100}写道[::])",
    re.IGNORECASE | re.MULTILINE,
)
THANKS = re.compile(
    r"thank(?:s| you)(?: so much| very much| a lot| again)?|many thanks|appreciated"
    r"|thx|danke(?: schön| sehr)?|vielen dank|merci(?: beaucoup)?|(?:muchas )?gracias"
    r"|非常感谢|十分感谢|谢谢|多谢|感谢|謝謝|多謝|感謝|辛苦了|收到|好的|\bok(?:ay)?\b",
    re.IGNORECASE,
)
THANKS_LIMIT = 200
REST_LIMIT = 40


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
    if failed := parsed.header("x-failed-recipients"):
        return "bounce", f"X-Failed-Recipients: {failed}"
    is_robot = ROBOT_SENDER.match(parsed.sender_email)
    no_return = parsed.header("return-path") == "<>"
    if is_robot and (no_return or BOUNCE_SUBJECT.search(parsed.subject)):
        return "bounce", f"From: {parsed.sender}"
    if is_robot and parsed.sender_email.startswith("mailer-daemon"):
        return "bounce", f"From: {parsed.sender}"
    if no_return and BOUNCE_SUBJECT.search(parsed.subject):
        return "bounce", f"Return-Path: <>, Subject: {parsed.subject}"
    return "", ""


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
    if AUTO_REPLY_SUBJECT.search(parsed.subject) and (
        is_automatic(parsed) or parsed.references
    ):
        return "auto_reply", f"Subject: {parsed.subject}"
    if submitted.startswith("auto-") and parsed.references:
        return "auto_reply", f"Auto-Submitted: {submitted}"
    return "", ""


def _as_list(parsed):
    for name in ("list-id", "list-post", "list-unsubscribe"):
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
        or bool(ROBOT_SENDER.match(parsed.sender_email))
    )


def is_forged(parsed) -> bool:
    """Whether our own mail server found that the sender is not who he says. Only its
    mark, the first one, counts."""
    return bool(AUTHENTICATION_FAILED.search(parsed.header("authentication-results")))


def is_thanks(parsed) -> bool:
    """Whether the message says thank you and nothing else."""
    if parsed.attachments:
        return False
    text = own_text(parsed)
    if not text or len(text) > THANKS_LIMIT or re.search(r"[??\d]", text):
        return False
    rest, count = THANKS.subn("", text)
    return bool(count) and len(re.sub(r"\W", "", rest)) <= REST_LIMIT


def own_text(parsed) -> str:
    """What the sender himself wrote, without what he quotes."""
    text = "\n".join(
        to_text(content) if kind == "html" else content
        for kind, content in parsed.chunks
    )
    quote = QUOTE_START.search(text)
    return text[: quote.start() if quote else None].strip()


def find_bounced(parsed) -> tuple[str, bool]:
    """Address that a delivery failure is about, and whether delivery was given up."""
    text = "\n".join(content for _kind, content in parsed.chunks)
    found = FINAL_RECIPIENT.search(text)
    named = ADDRESS.search(parsed.header("x-failed-recipients"))
    address = found[1] if found else named[0] if named else ""
    return address.lower(), not DELAYED.search(text)
