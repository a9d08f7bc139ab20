"""The server: start it, say where it is, stop it."""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .. import files, progress, setup
from ..errors import Refusal
from . import postgres

START_PATIENCE = 120
STOP_PATIENCE = 20
LOGINS = {
    "accueil": "reception",
    "showroom": "showroom sales",
    "terrain": "field sales",
    "appels": "phone sales",
    "concierge": "hotel",
    "formation": "training",
    "magasin": "store",
    "caisse": "cash desk",
    "compta": "accounting",
    "marketing": "marketing and sales manager",
    "direction": "general management",
    "admin": "administrator",
}


def up(project, arguments):
    """``./kms up``; returns the exit status."""
    options = _parse(arguments)
    if options.port:
        project.port = options.port
    serve = not options.no_serve
    running = served_port(project)
    if serve and not running:
        need_port(project.port)
    started = time.monotonic()
    setup.everything(project)
    print(f"  ok  everything is set up ({progress.seconds(time.monotonic() - started)})")
    if running:
        _welcome(running, "is served already; ./kms down stops it")
        return 0
    if not serve:
        print(f"\nThe database «{project.database}» is ready; ./kms up serves it.")
        return 0
    return _serve(project, options.background)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./kms up", description="Set up and serve the suite.")
    parser.add_argument("--no-serve", action="store_true", help="stop after the set-up")
    parser.add_argument("--background", action="store_true", help="serve and return")
    parser.add_argument("--port", type=int, help="where to serve (8069)")
    options = parser.parse_args(arguments)
    if options.port is not None and not 0 < options.port < 65536:
        raise Refusal(f"{options.port} is no port; use a number from 1 to 65535.")
    return options


def down(project, _arguments):
    """``./kms down``; returns the exit status."""
    running = _read(project)
    if running:
        _stop(running["pid"])
        print("The server is stopped.")
    project.server_file.unlink(missing_ok=True)
    stopped = postgres.stop(project)
    for kind in stopped:
        print(f"PostgreSQL is stopped ({kind}).")
    if not running and not stopped:
        print("Nothing was running.")
    return 0


def need_port(port):
    """Refuse a port that another program listens on, or that this user may not open."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"Port {port} is reserved to root; choose one above 1023:  ./kms up --port 8070"
            ) from None
        except OSError:
            raise Refusal(
                f"Port {port} is taken by another program; choose another one:  "
                f"./kms up --port {port + 1}"
            ) from None


def served_port(project):
    """The port of this project's running server, or None."""
    running = _read(project)
    return running["port"] if running else None


def _read(project):
    """The running server's pid and port, or None; a stale file is no server."""
    try:
        running = json.loads(files.read(project.server_file) or "null")
    except ValueError:
        return None
    if running and _is_ours(project, running["pid"]):
        return running
    return None


def _is_ours(project, pid):
    # the number may have gone to another program since
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return os.fsencode(f"--config={project.odoo_rc()}") in words
    return False


def _serve(project, background):
    log = project.logs / "server.log"
    command = [
        *project.odoo_command(),
        f"--database={project.database}",
        f"--db-filter=^{project.database}$",
        f"--http-port={project.port}",
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=project.root,
            env=project.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    files.write_whole(project.server_file, json.dumps({"pid": process.pid, "port": project.port}))
    # a kill of ./kms up must not leave a server behind
    signal.signal(signal.SIGTERM, lambda *_signal: signal.raise_signal(signal.SIGINT))
    keep = False
    try:
        with progress.Step("Server") as step:
            step.say("starting")
            _wait(project, process, log)
        _welcome(project.port, f"is served; log in {log}")
        if background:
            keep = True
            return 0
        print("Ctrl-C stops it.", flush=True)
        process.wait()
        raise Refusal(f"The server ended by itself. Its last words:\n{progress.tail(log)}")
    except KeyboardInterrupt:
        print("\nThe server is stopped; PostgreSQL still runs, ./kms down stops it too.")
        return 0
    finally:
        if not keep:
            _stop(process.pid, process)
            project.server_file.unlink(missing_ok=True)


def _wait(project, process, log):
    patience = time.monotonic() + START_PATIENCE
    while not _answers(project.port):
        if process.poll() is not None or time.monotonic() > patience:
            raise Refusal(
                f"The server does not start. Its last words:\n{progress.tail(log)}\n"
                f"All of them are in {log}."
            )
        time.sleep(0.2)


def _answers(port):
    # a proxy of the machine has no business between us and our own server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/web/login", timeout=60) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _stop(pid, process=None):
    """Ask the server to end, then insist."""
    for number, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGKILL, STOP_PATIENCE)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if process.poll() is not None if process else not Path(f"/proc/{pid}").exists():
                return
            time.sleep(0.1)


def _welcome(port, how):
    print(f"\nhttp://localhost:{port}  {how}\n")
    print("Logins, the password is the same as the login:")
    for login, role in LOGINS.items():
        print(f"  {login:12}{role}")
    print(flush=True)
