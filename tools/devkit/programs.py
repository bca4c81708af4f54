"""Programs from Debian that reports and tests use, installed when missing."""

import os
import shutil
from pathlib import Path

from . import apt
from .console import DevError, notice

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CJK_FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",)
# Servers are not on an ordinary user's path.
SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def for_reports() -> None:
    """See to what PDF reports need; without it everything else works."""
    try:
        apt.install_missing(
            "PDF reports",
            {
                "wkhtmltopdf": bool(find("wkhtmltopdf")),
                "fonts-noto-cjk": any(map(os.path.exists, CJK_FONTS)),
            },
        )
    except DevError as error:
        notice(f"PDF reports will not print.\n{error}")


def for_tests() -> None:
    """See to the browser, the mail server and the PDF reader of the tests."""
    for_reports()
    apt.install_missing(
        "tests",
        {
            "chromium": bool(chromium()),
            "dovecot-imapd": Path("/usr/lib/dovecot/imap").exists(),
            "dovecot-pop3d": Path("/usr/lib/dovecot/pop3").exists(),
            "poppler-utils": bool(find("pdftotext")),
            # The upgrade test installs what an earlier commit had.
            "git": bool(find("git")),
        },
    )


def chromium() -> str | None:
    """Return the path of the system's browser."""
    return next(filter(None, map(find, CHROMIUM)), None)


def find(program: str) -> str | None:
    """Return the path of an installed program."""
    return shutil.which(program, path=SEARCH_PATH)
