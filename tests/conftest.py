"""A real server with its neighbours: database, mailbox, mail sink and browser."""

import contextlib
import shutil
from pathlib import Path

import pytest
from devkit import programs
from devkit.testbed import Testbed, free_port
from playwright.sync_api import sync_playwright
from support.backend import QUIET_FLAGS, Backend
from support.dovecot import Dovecot
from support.front_door import FrontDoor
from support.office import Office
from support.server_log import assert_clean
from support.smtp_sink import SmtpSink
from support.web_session import WebSession

collect_ignore = ["addons"]


@pytest.fixture(scope="session")
def testbed():
    """This clone's Odoo."""
    return Testbed()


@pytest.fixture(scope="session")
def database(testbed):
    """A fresh database with the addon and all languages."""
    with testbed.database("ready") as name:
        yield name


@pytest.fixture(scope="session")
def odoo_server(testbed, database):
    """A server of several processes; its log must stay free of errors."""
    gevent_port = free_port()
    options = ("--workers=2", "--max-cron-threads=1", f"--gevent-port={gevent_port}")
    server = testbed.server(database, *options, "--limit-time-real=900")
    with server, FrontDoor(free_port(), server.port, gevent_port) as door:
        yield door
    assert_clean(server.log.read_text(errors="replace"), server.log)


@pytest.fixture(scope="session")
def admin(odoo_server, database):
    """The administrator's session."""
    return WebSession(odoo_server.url, database, "admin")


@pytest.fixture(scope="session")
def office(admin):
    """Users of every role, in English and in Chinese."""
    return Office(admin).move_in()


@pytest.fixture(scope="session")
def smtp_sink(admin, office):
    """The only way out for mail, once the office has moved in: nobody reads what Odoo
    tells new users of their passwords."""
    with SmtpSink(free_port()) as sink:
        admin.create(
            "ir.mail_server",
            name="Sink",
            smtp_host="127.0.0.1",
            smtp_port=sink.port,
            smtp_encryption="none",
        )
        yield sink


@pytest.fixture(scope="session")
def dovecot():
    """A real mailbox."""
    program = programs.find("dovecot")
    if not program:
        pytest.skip("Dovecot is missing: install the package dovecot-imapd.")
    with Dovecot(program, free_port()) as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def browser(testbed):
    """The system's Chromium."""
    if not testbed.chromium:
        pytest.skip("Chromium is missing: install the package chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=testbed.chromium, args=list(QUIET_FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def screenshots(testbed) -> Path:
    """The ignored folder of the pictures, emptied first."""
    folder = testbed.folder("screenshots")
    shutil.rmtree(folder)
    folder.mkdir()
    return folder


@pytest.fixture
def seat(browser, odoo_server, office, screenshots):
    """Seats a user in front of a browser: ``seat("agent", "zh_CN")``.

    Errors in a browser's console make the test fail.
    """
    with contextlib.ExitStack() as seats:

        def take(role: str, language: str = "en_US") -> Backend:
            user = office.session(role, language)
            backend = Backend(browser, user, screenshots, language)
            seats.callback(backend.close)
            return backend

        yield take


@pytest.fixture(scope="session")
def shared(testbed) -> Path:
    """The folder of further test material."""
    if not testbed.shared:
        pytest.skip("There is no test material: set SHARED_DIR to its folder.")
    return testbed.shared
