"""The repository's own nginx in front of a test's servers, on a free port and with its TLS."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import requests

from .project import ROOT
from .server import free_port

sys.path.insert(0, str(ROOT / "tools"))

from kms.project import Project
from kms.steps import aside

START_TIMEOUT = 20
NODES = ("10.0.0.11", "10.0.0.12")
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kms.conf;
}}
"""


class Front:
    """nginx with what ``deploy/install.sh`` writes for two nodes; a context manager.

    Addresses, ports and folders of the machine are exchanged, and nothing else.

    :param folder: an empty folder
    :param nodes: two :class:`~support.server.OdooServer`
    """

    def __init__(self, folder, nodes):
        self.folder = folder
        self.nodes = nodes
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self):
        self._write()
        program = aside.find(Project(), "nginx")
        assert program, "nginx is not here: run this through ./kms test"
        with (self.folder / "words").open("wb") as words:
            self.process = subprocess.Popen(
                [program, "-c", self.folder / "nginx.conf", "-p", self.folder],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not self._listens():
            said = (self.folder / "words").read_text()
            assert self.process.poll() is None, f"nginx ended: {said}"
            assert time.monotonic() < deadline, f"nginx does not listen: {said}"
            time.sleep(0.1)
        return self

    def __exit__(self, *_error):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(START_TIMEOUT)

    def session(self):
        """A session of requests that takes the certificate of the installation as it is."""
        session = requests.Session()
        session.verify = False
        session.trust_env = False  # a bundle of certificates in the environment would win
        return session

    def _write(self):
        root = self.folder / "root"
        command = [ROOT / "deploy/install.sh", "--domain", "erp.example.com", "--database", "kms"]
        command += ["--root", root, "--nodes", ",".join(NODES)]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        text = (root / "etc/nginx/sites-available/kms.conf").read_text("utf-8")
        for address, node in zip(NODES, self.nodes, strict=True):
            text = text.replace(f"{address}:8069", f"127.0.0.1:{node.port}")
            text = text.replace(f"{address}:8072", f"127.0.0.1:{node.gevent_port}")
        text = re.sub(r"^ *listen (\[::\]:)?(80|443)\b.*\n", "", text, flags=re.MULTILINE)
        first, *rest = re.split(r"(?<=^server \{\n)", text, flags=re.MULTILINE)
        listens = ("    listen unix:{}/plain;\n", "    listen 127.0.0.1:{} ssl http2;\n")
        values = (self.folder, self.port)
        for listen, value, part in zip(listens, values, rest, strict=True):
            first += listen.format(value) + part
        text = first.replace("/etc/kms/tls", f"{root}/etc/kms/tls")
        text = text.replace("/var/log/nginx", str(self.folder))
        (self.folder / "kms.conf").write_text(text, encoding="utf-8")
        user = "" if os.geteuid() else "user root;"
        main = MAIN.format(folder=self.folder, user=user)
        (self.folder / "nginx.conf").write_text(main, encoding="utf-8")

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
