import logging

from psycopg2 import OperationalError
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    Unauthorized,
    UnprocessableEntity,
    UnsupportedMediaType,
)

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import Controller, Dispatcher, request, route
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..payload import clean_text, find, read_body, same_secret, signature_matches

_logger = logging.getLogger(__name__)

# A lead is some kilobytes; a batch of an advertiser some dozens.
MAX_BODY = 256 * 1024
MAX_CHALLENGE = 256
MAX_TRIES = 8
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class LeadDispatcher(Dispatcher):
    """Hands the body over unread, and answers every error with a sentence in JSON.

    The usual dispatchers read forms before the endpoint can refuse them, and answer in HTML.
    """

    routing_type = "kms_lead"

    @classmethod
    def is_compatible_with(cls, _request):
        return True

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        if isinstance(exc, UserError):
            exc = UnprocessableEntity(str(exc))
        elif not isinstance(exc, HTTPException):
            _logger.error("a lead was not accepted", exc_info=exc)
            exc = InternalServerError("Not accepted: send it again later.")
        headers = [pair for pair in exc.get_headers() if pair[0] != "Content-Type"]
        body = {"status": "refused", "error": exc.description}
        return self.request.make_json_response(body, headers=headers, status=exc.code)


class LeadController(Controller):
    """Where web forms and advertisers deliver leads."""

    @route(
        "/kms/leads/<string:code>",
        type="kms_lead",
        auth="none",
        readonly=False,
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
        kms_raw_body=True,
    )
    def receive(self, code):
        """Store what was sent and answer at once; leads are made of it afterwards.

        :param str code: code of the `kms.lead.source`
        """
        # as the system: the sender is no user, and the secret is checked below
        env = request.env(user=SUPERUSER_ID, su=True)
        source = env["kms.lead.source"]._get_access(clean_text(code)[:64])
        if request.httprequest.method == "GET":
            return self._verify(source)
        if request.httprequest.method != "POST":
            raise MethodNotAllowed(["GET", "POST"], "Send leads with POST.")
        raw, data, text = self._read(source)
        if not self._is_signed(source, raw):
            self._check_secret(source, data)
        stored = self._store(env, source, data, text)
        answer = {"status": "accepted", **stored}
        return request.make_json_response(answer, status=200 if source.answer_ok else 202)

    # -- who sends -------------------------------------------------------------------------------

    def _verify(self, source):
        """Answer the question that Meta asks before it delivers here."""
        asked = request.httprequest.args
        if "hub.challenge" not in asked:
            raise MethodNotAllowed(["GET", "POST"], "Send leads with POST.")
        if not source or not same_secret(asked.get("hub.verify_token"), source.secret):
            raise Forbidden("The verification token is not the secret of this source.")
        challenge = clean_text(asked["hub.challenge"])[:MAX_CHALLENGE]
        headers = {"Content-Type": "text/plain", "X-Content-Type-Options": "nosniff"}
        return request.make_response(challenge, headers=headers)

    def _is_signed(self, source, raw):
        """Whether the body carries a good signature; a bad one is refused in any case."""
        header = request.httprequest.headers.get("X-Hub-Signature-256")
        if not header:
            return False
        if not signature_matches(header, raw, source.signature_secret):
            raise Forbidden("The signature does not fit the body and the secret of this source.")
        return True

    def _check_secret(self, source, data):
        """Check the secret in the header, in the address or in the body.

        :raise Unauthorized: no secret
        :raise Forbidden: a wrong one
        """
        headers = request.httprequest.headers
        given = headers.get("X-KMS-Secret") or request.httprequest.args.get("secret")
        kind, _space, token = headers.get("Authorization", "").partition(" ")
        if not given and kind.lower() == "bearer":
            given = token.strip()
        if not given and source.secret_path:
            given = find(data, source.secret_path)
        if not given:
            sentence = "Send the secret of this source in the header X-KMS-Secret."
            raise Unauthorized(sentence)
        if not same_secret(given, source.secret):
            raise Forbidden("This is not the secret of this source.")
        if source.signed_only:
            raise Forbidden("This source takes signed deliveries only.")

    # -- what is sent ----------------------------------------------------------------------------

    def _read(self, source):
        """Return the body as bytes, as data, and as text when it is not what it says it is."""
        http = request.httprequest
        if not source:
            raise NotFound("No source has this code. Check the address.")
        if (http.content_length or 0) > MAX_BODY:
            raise RequestEntityTooLarge("A delivery has at most 256 KB.")
        mimetype = http.mimetype
        if mimetype in FORMS:
            # the raw bytes are what was signed; reading them first keeps them for the form
            raw = http.get_data(cache=True)
            form = {
                clean_text(name): [clean_text(value) for value in values]
                for name, values in http.form.lists()
            }
            data = {name: texts[0] if len(texts) == 1 else texts for name, texts in form.items()}
            if not data:
                raise BadRequest("The form has no fields.")
            return raw, data, None
        if mimetype != "application/json" and not mimetype.endswith("+json"):
            raise UnsupportedMediaType("Send JSON, or a form.")
        raw = http.get_data()
        if not raw.strip():
            raise BadRequest("The body is empty.")
        return (raw, *read_body(raw))

    def _store(self, env, source, data, text):
        """Write the delivery down, whoever else is writing down the same one."""
        for _try in range(MAX_TRIES):
            try:
                return env["kms.lead.delivery"]._store(source, data, text)
            except OperationalError as error:
                # The same delivery came twice at once. A new transaction sees the other one;
                # Odoo's own retry would sleep first, and the sender is waiting.
                if not isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    raise
                env.cr.rollback()
        return env["kms.lead.delivery"]._store(source, data, text)
