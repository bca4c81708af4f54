"""Where all outgoing mail ends up."""

from collections import deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"
# No answer: the connection ends within the message.
HANG_UP = ""


class SmtpSink:
    """An SMTP server that keeps what it accepts and refuses on demand."""

    def __init__(self, port: int):
        self.port = port
        self.messages: list[EmailMessage] = []
        self.refused: list[str] = []
        self.unknown: dict[str, str] = {}
        self._answers: deque[str] = deque()

    def __enter__(self) -> "SmtpSink":
        self.open()
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def open(self) -> None:
        """Begin to answer."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Answer no more: connections are refused."""
        self._controller.stop()

    def answer_next(self, *answers: str) -> None:
        """Give the next messages these answers, such as ``451 Try later``."""
        self._answers.extend(answers)

    def sent_to(self, address: str) -> list[EmailMessage]:
        """Return the accepted messages to ``address``, oldest first."""
        return [m for m in self.messages if address in m["X-Rcpt-To"]]

    def refuse(self, address: str, answer: str) -> None:
        """Give this answer, such as ``550 No such user``, to letters to the address."""
        self.unknown[address] = answer

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Decide about one recipient."""
        if address in self.unknown:
            self.refused.append(self.unknown[address])
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd)
        """Decide about one message."""
        answer = self._answers.popleft() if self._answers else ACCEPTED
        if answer == HANG_UP:
            server.transport.close()
        if answer != ACCEPTED:
            self.refused.append(answer)
            return answer
        message = message_from_bytes(envelope.content, policy=SMTP)
        message["X-Rcpt-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return answer
