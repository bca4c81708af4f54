"""Keeps secret links out of the server's log."""

import logging
import re

# the pages of outside parties, persons asked and customers
SECRET = re.compile(
    r"(/complaint/(?:assignment|statement|callback)/\d+/)[^/\s?\"']{16,}"
)
LOGGERS = ("werkzeug",)


class SecretLinkFilter(logging.Filter):
    """Replaces the secret of a link in what is logged."""

    def filter(self, record):
        """Let every record through, without secrets."""
        line = record.getMessage()
        hidden = redact(line)
        if hidden != line:
            record.msg, record.args = hidden, ()
        return True


def redact(text: str) -> str:
    """Return the text without the secrets of links."""
    return SECRET.sub(r"\1***", text)


def install() -> None:
    """Redact what the server logs of requests; once for each process."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(known, SecretLinkFilter) for known in logger.filters):
            logger.addFilter(SecretLinkFilter())
