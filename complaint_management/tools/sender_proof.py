"""What the company's own mail server found out about the sender (RFC 8601).

Anybody can write an ``Authentication-Results`` header. The one on top was written last;
it is the company's own when the server's name says so.
"""

import re

# Longer headers are cut: what our own server says stands at the beginning.
HEADER_LIMIT = 8_000
COMMENT = re.compile(r"\([^()]{0,500}\)")
RESULT = re.compile(
    r"^\s{0,20}(dmarc|spf|dkim)\s{0,5}=\s{0,5}(\w{1,20})", re.IGNORECASE
)
DOMAIN = re.compile(
    r"\b(?:header\.d|header\.i|smtp\.mailfrom|smtp\.helo)\s{0,5}=\s{0,5}"
    r"\"?(?:[^\s;@\"]{0,100}@)?([\w.-]{1,255})",
    re.IGNORECASE,
)
NO_REPLY = re.compile(
    r"^(?:no[-._]?reply|do[-._]?not[-._]?reply|noresponse|no[-._]?response)\b",
    re.IGNORECASE,
)
DOTLESS_DOMAINS = ("gmail.com", "googlemail.com")


def get_verdict(headers: list[str], sender_email: str, server: str = "") -> str:
    """Whether the sender is who the message says.

    :param headers: the ``Authentication-Results`` headers, the first one on top
    :param sender_email: address of the sender
    :param server: name by which the company's own server signs its results; without
        it nothing is taken for a proof
    :return: ``"pass"``, ``"fail"``, or ``""`` when nothing was found out
    """
    if server:
        headers = [text for text in headers if _get_server(text) == server.lower()]
    if not headers:
        return ""
    verdict = _judge(headers[0][:HEADER_LIMIT], sender_email.rpartition("@")[2].lower())
    return "" if verdict == "pass" and not server else verdict


def _get_server(text: str) -> str:
    words = COMMENT.sub("", text[:HEADER_LIMIT]).partition(";")[0].split()
    return words[0].lower() if words else ""


def _judge(text, sender_domain):
    results = {}
    for part in COMMENT.sub(" ", text).split(";"):
        found = RESULT.match(part)
        if found:
            domain = DOMAIN.search(part)
            is_aligned = not domain or is_aligned_with(domain[1].lower(), sender_domain)
            results.setdefault(found[1].lower(), set()).add(
                (found[2].lower(), is_aligned, bool(domain))
            )
    overall = {result for result, _aligned, _named in results.pop("dmarc", ())}
    if "fail" in overall:
        return "fail"
    others = set().union(*results.values())
    if "pass" in overall or ("pass", True, True) in others:
        return "pass"
    return "fail" if any(r == "fail" and aligned for r, aligned, _n in others) else ""


def is_aligned_with(domain: str, sender_domain: str) -> bool:
    """Whether the domains are the same, or one is part of the other."""
    return (
        domain == sender_domain
        or domain.endswith(f".{sender_domain}")
        or (sender_domain.endswith(f".{domain}") and "." in domain)
    )


def is_no_reply(email: str) -> bool:
    """Whether nobody reads what is sent to the address."""
    return bool(NO_REPLY.match(email.partition("@")[0]))


def get_base_address(email: str) -> str:
    """The mailbox behind an address: without what follows ``+``, and without the dots
    that do not count."""
    local, _at, domain = email.lower().partition("@")
    local = local.partition("+")[0] or local
    if domain in DOTLESS_DOMAINS:
        local = local.replace(".", "")
    return f"{local}@{domain}" if domain else local
