"""A real server of mailboxes, by IMAP and by POP."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from devkit import programs
from devkit.testbed import free_port

from .polling import wait_until

USER = "complaints"
PASSWORD = "secret"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
protocols = imap pop3
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """Debian's Dovecot on loopback, in a folder of its own, run by whoever we are."""

    def __init__(self, program: str, port: int):
        self.program = program
        self.port = port
        self.pop_port = free_port()
        # Its unprivileged processes must get in, and socket paths must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="complaint-dovecot-"))
        self.folder.chmod(0o755)

    def __enter__(self) -> "Dovecot":
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=self.folder,
                port=self.port,
                pop_port=self.pop_port,
                password=PASSWORD,
                **self._make_mail_folder(),
            )
        )
        self.process = subprocess.Popen([self.program, "-F", "-c", configuration])
        wait_until(self._answers, f"Dovecot answers; see {self.folder}/dovecot.log")
        return self

    def __exit__(self, *exception) -> None:
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def inbox(self, user: str = USER):
        """Open the mailbox as a mail program would; each user has one."""
        connection = imaplib.IMAP4("127.0.0.1", self.port)
        connection.login(user, PASSWORD)
        connection.select("INBOX")
        try:
            yield connection
        finally:
            connection.logout()

    def deliver(self, *messages: bytes, user: str = USER) -> None:
        """Put messages, byte by byte as they are, into the mailbox."""
        with self.inbox(user) as connection:
            for message in messages:
                status, answer = connection.append("INBOX", None, None, message)
                assert status == "OK", answer

    def unread(self, user: str = USER) -> int:
        """Return how many messages nobody has fetched for good."""
        with self.inbox(user) as connection:
            return len(connection.search(None, "UNSEEN")[1][0].split())

    def count(self, user: str = USER) -> int:
        """Return how many messages there are: by POP, handled ones are deleted."""
        with self.inbox(user) as connection:
            return len(connection.search(None, "ALL")[1][0].split())

    def kick_command(self, user: str = USER) -> str:
        """Return the shell command that ends all sessions of the user."""
        doveadm = f"{programs.find('doveadm')} -c {self.folder}/dovecot.conf"
        return f"{doveadm} kick {user} >/dev/null 2>&1"

    def _make_mail_folder(self) -> dict[str, str]:
        """Return the users Dovecot works with: its own, or us when we are not root."""
        mail = self.folder / "mail"
        mail.mkdir()
        if os.geteuid():
            user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
            return {
                "login_user": user,
                "internal_user": user,
                "internal_group": group,
                "mail_user": user,
                "mail_group": group,
            }
        owner = pwd.getpwnam("mail")
        os.chown(mail, owner.pw_uid, owner.pw_gid)
        return {
            "login_user": "dovenull",
            "internal_user": "dovecot",
            "internal_group": "dovecot",
            "mail_user": "mail",
            "mail_group": "mail",
        }

    def _answers(self) -> bool:
        try:
            with self.inbox():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False
