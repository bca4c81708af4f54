"""A user who works through the routes of the web client."""

import json
import re

import requests


class OdooError(AssertionError):
    """What the server answered instead of a result."""


class WebSession:
    """Logged in like a browser: a session cookie and JSON-RPC calls."""

    def __init__(self, url: str, database: str, login: str, password: str = ""):
        self.url = url
        self.login = login
        self.password = password or login
        self.http = requests.Session()
        # The machine's proxy, if any, has no say on this machine.
        self.http.trust_env = False
        self.session_info = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": self.password},
        )
        self.uid = self.session_info["uid"]

    def call(self, model: str, method: str, *arguments, **options):
        """Call a public method; the first argument is the list of ids, if any.

        :raise OdooError: with the message the user would see
        """
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": arguments, "kwargs": options},
        )

    def create(self, model: str, **values) -> int:
        """Create one record and return its id."""
        (record_id,) = self.call(model, "create", [values])
        return record_id

    def search_read(self, model: str, domain: list, *fields: str, **options) -> list:
        """Return the records of ``domain`` as dictionaries."""
        return self.call(model, "search_read", domain, list(fields), **options)

    def find(self, model: str, domain: list, *fields: str) -> dict | None:
        """Return the newest record of ``domain``; None when there is none."""
        found = self.search_read(model, domain, *fields, limit=1, order="id desc")
        return found[0] if found else None

    def ref(self, xmlid: str) -> int:
        """Return the id behind an external id; for administrators."""
        module, name = xmlid.split(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return self.find("ir.model.data", domain, "res_id")["res_id"]

    def label(self, xmlid: str, language: str) -> str:
        """Return what users of the language see of a record."""
        module, name = xmlid.split(".")
        domain = [("module", "=", module), ("name", "=", name)]
        found = self.find("ir.model.data", domain, "model", "res_id")
        (record,) = self.call(
            found["model"],
            "read",
            [found["res_id"]],
            ["display_name"],
            context={"lang": language},
        )
        return record["display_name"]

    def upload(self, route: str, name: str, content: bytes, **fields):
        """Send a file by the form that stands behind ``route``."""
        page = self.http.get(f"{self.url}/odoo").text
        token = re.search(r'csrf_token: "([^"]+)"', page)[1]
        answer = self.http.post(
            self.url + route,
            data={"csrf_token": token, **fields},
            files={"ufile": (name, content, "text/csv")},
        )
        answer.raise_for_status()
        return json.loads(answer.text)

    def new_api_key(self, name: str) -> str:
        """Create an API key as in the preferences: the password is asked again."""
        wizard = self.create("res.users.apikeys.description", name=name, duration="1")
        check = self.call("res.users.apikeys.description", "make_key", [wizard])
        shown = self.call(
            "res.users.identitycheck",
            "run_check",
            [check["res_id"]],
            context={"password": self.password},
        )
        return shown["context"]["default_key"]

    def _post(self, route: str, parameters: dict):
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = self.http.post(self.url + route, json=body).json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise OdooError(f"{data['name']}: {data['message']}")
        # A method that returns nothing has no result at all.
        return answer.get("result")
