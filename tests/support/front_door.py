"""What stands before a multi-process Odoo: one port for pages and live messages."""

import selectors
import socket
import threading
from contextlib import suppress

CHUNK = 65536


class FrontDoor:
    """Passes ``/websocket`` to the gevent process and all else to the workers.

    A connection belongs to the process that its first request asks for: browsers
    never send pages and a websocket through the same connection.
    """

    def __init__(self, port: int, http_port: int, gevent_port: int):
        self.http_port = http_port
        self.gevent_port = gevent_port
        self.url = f"http://127.0.0.1:{port}"
        self.listener = socket.create_server(("127.0.0.1", port))

    def __enter__(self) -> "FrontDoor":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        # A thread that waits in accept() only wakes up by a shutdown.
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            first = client.recv(CHUNK)
            live = first.split(b" ")[1:2] and first.split(b" ")[1].startswith(
                b"/websocket"
            )
            port = self.gevent_port if live else self.http_port
            with socket.create_connection(("127.0.0.1", port)) as server:
                server.sendall(first)
                self._splice(client, server)

    @staticmethod
    def _splice(client: socket.socket, server: socket.socket) -> None:
        """Copy both ways until one side ends."""
        other = {client: server, server: client}
        with selectors.DefaultSelector() as ready:
            for side in other:
                ready.register(side, selectors.EVENT_READ)
            while True:
                for key, _events in ready.select():
                    data = key.fileobj.recv(CHUNK)
                    if not data:
                        return
                    other[key.fileobj].sendall(data)
