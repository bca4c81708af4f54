"""What an attacker would reach if his text came alive: dialogs, marks, fetched files."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Whatever runs calls one of these; what they are given is kept.
HOOK = """
window.trapped = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = (...given) => window.trapped.push([name, ...given.map(String)]);
}
"""


class Trap:
    """A web server that must never be asked for anything, and hooks in the browser."""

    def __init__(self):
        trap = self
        self.fetched: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                # browsers ask for the icon of a site by themselves
                if self.path != "/favicon.ico":
                    trap.fetched.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments):
                """Nothing to tell."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Trap":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        self.server.shutdown()
        self.server.server_close()

    def arm(self, page) -> None:
        """Hook what an attacker would call; dialogs count as well."""
        page.add_init_script(HOOK)
        page.on("dialog", lambda dialog: dialog.dismiss())

    def trapped(self, page) -> list:
        """Return what was called in any frame of the page."""
        return [
            call for frame in page.frames for call in frame.evaluate("window.trapped")
        ]
