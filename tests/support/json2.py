"""The external API: JSON-2 with an API key."""

import requests


class Json2:
    """Calls ``/json/2/<model>/<method>`` as another program would."""

    def __init__(self, url: str, database: str, key: str):
        self.url = url
        self.http = requests.Session()
        # The machine's proxy, if any, has no say on this machine.
        self.http.trust_env = False
        self.http.headers.update(
            {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
        )

    def call(self, model: str, method: str, **arguments):
        """Call a public method with named arguments (``ids`` and ``context`` too).

        :raise requests.HTTPError: the server refused, the text says why
        """
        answer = self.http.post(f"{self.url}/json/2/{model}/{method}", json=arguments)
        if not answer.ok:
            raise requests.HTTPError(answer.text[:2000], response=answer)
        return answer.json()
