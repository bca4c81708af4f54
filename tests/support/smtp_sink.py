"""Where all outgoing mail ends up."""

from collections import deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"


class SmtpSink:
    """An SMTP server that keeps what it accepts and refuses on demand."""

    def __init__(self, port: int):
        self.port = port
        self.messages: list[EmailMessage] = []
        self.refused: list[str] = []
        self._answers: deque[str] = deque()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> "SmtpSink":
        self._controller.start()
        return self

    def __exit__(self, *exception) -> None:
        self._controller.stop()

    def answer_next(self, *answers: str) -> None:
        """Give the next messages these answers, such as ``451 Try later``."""
        self._answers.extend(answers)

    def sent_to(self, address: str) -> list[EmailMessage]:
        """Return the accepted messages to ``address``, oldest first."""
        return [m for m in self.messages if address in m["X-Rcpt-To"]]

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd)
        """Decide about one message."""
        answer = self._answers.popleft() if self._answers else ACCEPTED
        if answer != ACCEPTED:
            self.refused.append(answer)
            return answer
        message = message_from_bytes(envelope.content, policy=SMTP)
        message["X-Rcpt-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return answer
