"""A user at the other end of the wire: the calls that the web client makes, without a browser."""

import json
import re

import requests


class ServerError(Exception):
    """What the server refused, as the user would read it.

    ``name`` is the Python class (``odoo.exceptions.UserError``), ``str()`` the sentence.
    """

    def __init__(self, error):
        data = error.get("data", {})
        super().__init__(data.get("message") or error.get("message"))
        self.name = data.get("name", "")
        self.debug = data.get("debug", "")


class Client:
    """One logged-in session.

    :param url: address of the server
    :param database: name of the database
    :param login: login; the demo passwords equal the logins
    :param session: a session of requests that knows more than the address, e.g. a certificate
    """

    def __init__(self, url, database, login, password=None, session=None):
        self.url = url
        self.login = login
        self.session = session or requests.Session()
        info = self.post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password or login},
        )
        self.uid = info["uid"]
        self.context = info["user_context"]

    @property
    def session_id(self):
        return self.session.cookies["session_id"]

    def post(self, route, params, timeout=120):
        """Call a JSON route and return its result; :class:`ServerError` for an error."""
        answer = self.session.post(
            self.url + route,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=timeout,
        )
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            raise ServerError(body["error"])
        return body.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a public method: ``call("crm.lead", "read", [5], ["name"])``."""
        context = {**self.context, **kwargs.pop("context", {})}
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": {**kwargs, "context": context},
            },
        )

    def create(self, model, **values):
        """Create one record and return its id."""
        return self.call(model, "create", [values])[0]

    def read_one(self, model, record_id, *fields):
        return self.call(model, "read", [record_id], list(fields))[0]

    def export(self, model, domain, columns):
        """Export a list to Excel as the web client does and return the file's bytes.

        :param columns: label of each field: ``{"name": "Name"}``
        """
        fields = self.call(model, "fields_get", list(columns), ["type"])
        data = {
            "model": model,
            "domain": domain,
            "ids": False,
            "groupby": [],
            "import_compat": False,
            "context": self.context,
            "fields": [
                {"name": name, "label": label, "type": fields[name]["type"]}
                for name, label in columns.items()
            ],
        }
        token = re.search(r'csrf_token: "(\w+)"', self.get("/odoo").text).group(1)
        answer = self.session.post(
            self.url + "/web/export/xlsx",
            data={"data": json.dumps(data), "csrf_token": token},
            timeout=120,
        )
        answer.raise_for_status()
        return answer.content

    def get(self, path, **kwargs):
        """A plain GET with the session, e.g. a report's PDF."""
        return self.session.get(self.url + path, timeout=120, **kwargs)
