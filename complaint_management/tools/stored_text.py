"""Texts of strangers on their way into the database."""


def clean_text(text, byte_limit=None):
    """The text without what a database does not take.

    :param int byte_limit: longest result in bytes
    """
    content = str(text).encode("utf-8", "surrogateescape").replace(b"\0", b"")
    return content[:byte_limit].decode("utf-8", "replace")
