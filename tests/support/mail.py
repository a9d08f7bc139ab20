"""A post office: a real SMTP server on this machine that keeps what it is given."""

import contextlib
import email
import email.policy

from aiosmtpd.controller import Controller

from .server import free_port


class _Letterbox:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return "250 OK"


@contextlib.contextmanager
def post_office(admin):
    """Run an SMTP server and make the database send through it.

    :param admin: a client that may configure outgoing mail
    :return: the list of messages received so far
    """
    letterbox = _Letterbox()
    controller = Controller(letterbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        admin.create(
            "ir.mail_server",
            name="Post office",
            smtp_host="127.0.0.1",
            smtp_port=controller.port,
            smtp_encryption="none",
            sequence=1,
        )
        yield letterbox.messages
    finally:
        controller.stop()
