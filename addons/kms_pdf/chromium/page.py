"""One sheet of paper in the browser: load a document, answer what it asks for, print it.

Every request of the document stops in the browser until it is answered here, by the thread that
prints, out of what `answer` gives it. What `answer` does not know is refused. Scripts do not run.
"""

import base64
import queue
import re
import time
from http import HTTPStatus

from .errors import BrowserGone, DocumentTooHeavy, PrintError, PrintTimeout
from .paper import SCALE_MIN

# A name that cannot exist on a network (RFC 2606); requests to it are for this server.
ORIGIN = "http://report.invalid"
SETUP_SECONDS = 30
SILENCE = 5  # seconds without a word after which the browser is asked whether it still lives
# What a document may use at all, should anything ever slip past the interception.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src http: https: data:; font-src http: https: data:;"
    " style-src http: https: 'unsafe-inline'"
)
# Scripts are off, so this is the one way left for a document to replace itself by another.
META_REFRESH = re.compile(r"""<meta\b(?=[^>]*http-equiv)(?:"[^"]*"|'[^']*'|[^'">])*>""", re.I)


class Page:
    """A page of its own, sharing no cache and no process with any other.

    :param Browser browser: a running browser
    :raises BrowserGone: when the browser dies
    """

    def __init__(self, browser):
        self._browser = browser
        self._answer = None
        self._events = queue.SimpleQueue()
        self._loaded = False
        self._deadline = time.monotonic() + SETUP_SECONDS
        self._context = browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call(
            "Target.createTarget",
            {"url": "about:blank", "browserContextId": self._context},
        )["targetId"]
        self._session = browser.call(
            "Target.attachToTarget", {"targetId": target, "flatten": True}
        )["sessionId"]
        browser.follow(self._session, self._events)
        # Each step is awaited: a document loaded before all of them hold would hang or leak.
        self._call("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})
        self._call("Emulation.setScriptExecutionDisabled", {"value": True})
        self._call("Emulation.setEmulatedMedia", {"media": "screen"})  # as wkhtmltopdf does
        self._call("Page.enable")
        # An empty page gives all documents their address and their policy. They are written into
        # it one after the other, which takes 2/3 of the time of going to a new page for each.
        self._blank_wanted = True
        self._frame = self._call("Page.navigate", {"url": f"{ORIGIN}/"})["frameId"]
        self._wait_for_load()

    def wake(self):
        """Use the page after it has lain idle.

        :raises PrintError: its process has died since
        """
        self._deadline = time.monotonic() + SETUP_SECONDS
        self._call("Page.enable")

    def serve(self, answer):
        """Say who answers the documents from now on.

        :param answer: called with a URL, gives ``(mimetype, bytes)``, or None to refuse it
        """
        self._answer = answer

    def close(self):
        """Drop the page and whatever it still does."""
        self._browser.unfollow(self._session)
        if self._browser.alive:
            self._browser.send("Target.disposeBrowserContext", {"browserContextId": self._context})

    def set_size(self, width, height):
        """Size in CSS pixels for which documents are laid out before they are printed."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": round(width),
                "height": round(height),
                "deviceScaleFactor": 1,
                "mobile": False,
            },
        )

    def print(self, html, options, seconds, fit_width=None):
        """:meth:`begin` a document and :meth:`finish` it."""
        self.begin(html)
        return self.finish(options, seconds, fit_width)

    def begin(self, html):
        """Give the browser a document to lay out, without waiting for it.

        :param str html: the document; relative addresses in it are answered by this server
        """
        parameters = {"frameId": self._frame, "html": META_REFRESH.sub("", html)}
        self._begun = self._browser.send(
            "Page.setDocumentContent", parameters, self._session, self._events
        )

    def finish(self, options, seconds, fit_width=None):
        """Print the document that was begun.

        :param dict options: parameters of the protocol's Page.printToPDF
        :param float seconds: time it may take
        :param float fit_width: CSS pixels; a document wider than that is printed smaller
        :rtype: bytes
        :raises PrintTimeout: not done in time
        :raises DocumentTooHeavy: the process that drew it died
        :raises BrowserGone: the browser died
        """
        self._deadline = time.monotonic() + seconds
        self._result("Page.setDocumentContent", self._begun)
        self._wait_for_load()
        # Fonts are asked for when text is laid out, which may be after everything has loaded.
        self._call(
            "Runtime.evaluate",
            {"expression": "document.fonts.ready.then(() => true)", "awaitPromise": True},
        )
        if fit_width:
            width = self._call("Page.getLayoutMetrics")["cssContentSize"]["width"]
            if width > fit_width + 1:  # it may be a fraction of a pixel off
                options = {**options, "scale": max(options["scale"] * fit_width / width, SCALE_MIN)}
        return base64.b64decode(self._call("Page.printToPDF", options)["data"])

    def _wait_for_load(self):
        while not self._loaded:
            self._handle(self._next_event())
        self._loaded = False

    def _call(self, method, params=None):
        """Send a command and handle events until its result is there."""
        message_id = self._browser.send(method, params, self._session, self._events)
        return self._result(method, message_id)

    def _result(self, method, message_id):
        while (message := self._next_event()).get("id") != message_id:
            self._handle(message)
        if "error" in message:
            detail = f"{method}: {message['error'].get('message')}"
            raise PrintError(detail)
        return message["result"]

    def _next_event(self):
        while True:
            remaining = self._deadline - time.monotonic()
            if remaining <= 0:
                raise PrintTimeout
            try:
                message = self._events.get(timeout=min(remaining, SILENCE))
            except queue.Empty:
                self._browser.check()
                continue
            if message is None:
                raise BrowserGone
            return message

    def _handle(self, message):
        match message.get("method"):
            case "Fetch.requestPaused":
                self._reply(message["params"])
            case "Page.loadEventFired":
                self._loaded = True
            case "Inspector.targetCrashed" | "Target.detachedFromTarget":
                raise DocumentTooHeavy

    def _reply(self, paused):
        """Answer a request out of this process, or refuse it."""
        request = {"requestId": paused["requestId"]}
        if paused["resourceType"] == "Document":
            # Leaving the one page for another, by a frame or a link, leads nowhere.
            status = HTTPStatus.OK if self._blank_wanted else HTTPStatus.NO_CONTENT
            self._blank_wanted = False
            answer = ("text/html", b"")
        else:
            status = HTTPStatus.OK
            answer = paused["request"]["method"] == "GET" and self._answer(paused["request"]["url"])
        if not answer:
            refusal = {"errorReason": "BlockedByClient", **request}
            self._browser.send("Fetch.failRequest", refusal, self._session)
            return
        headers = {
            "Content-Type": answer[0] or "application/octet-stream",
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Access-Control-Allow-Origin": "*",  # fonts are fetched with CORS
            # The next document of this report asks for the same files; the cache ends with it.
            "Cache-Control": "max-age=3600",
            "X-Content-Type-Options": "nosniff",
        }
        self._browser.send(
            "Fetch.fulfillRequest",
            {
                **request,
                "responseCode": int(status),
                "responseHeaders": [{"name": n, "value": v} for n, v in headers.items()],
                "body": base64.b64encode(answer[1] or b"").decode(),
            },
            self._session,
        )
