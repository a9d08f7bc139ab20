"""Addresses of people and companies on social networks, in one form that is safe to click on."""

import re
from urllib.parse import urlsplit

MAX_LENGTH = 256
# Network: hosts of its addresses (their sub-domains too), and the address of a bare handle.
NETWORKS = {
    "facebook": (("facebook.com", "fb.com", "fb.me"), "https://www.facebook.com/{}"),
    "instagram": (("instagram.com",), "https://www.instagram.com/{}"),
    "linkedin": (("linkedin.com",), "https://www.linkedin.com/in/{}"),
    "tiktok": (("tiktok.com",), "https://www.tiktok.com/@{}"),
    "x": (("x.com", "twitter.com"), "https://x.com/{}"),
    "whatsapp": (("wa.me", "whatsapp.com"), "https://wa.me/{}"),
}
HANDLE = re.compile(r"@?([\w.-]{1,100})", re.ASCII)
PATH = re.compile(r"/[\w.~%!$&'()*+,;=:@/-]+", re.ASCII)
QUERY = re.compile(r"[\w.~%!$&'()*+,;=:@/?-]*", re.ASCII)


def normalize(network, text):
    """Return the https address of a profile, or None when the text is no such thing.

    :param str network: a key of :data:`NETWORKS`
    :param str text: a handle («@kms.douala») or an address, with or without its scheme
    :rtype: str or None

    >>> normalize("instagram", " @kms.douala ")
    'https://www.instagram.com/kms.douala'
    >>> normalize("facebook", "http://m.facebook.com/kmsdouala?ref=1")
    'https://m.facebook.com/kmsdouala?ref=1'
    >>> normalize("facebook", "javascript:alert(1)//facebook.com/x")
    >>> normalize("facebook", "https://facebook.com.evil.example/x")
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    hosts, pattern = NETWORKS[network]
    handle = HANDLE.fullmatch(text)
    if handle and not _is_host(text.lower(), hosts):
        return pattern.format(handle[1]) if network != "whatsapp" else None
    return _normalize_address(text, hosts)


def _normalize_address(text, hosts):
    if "://" not in text:
        # No scheme at all: what other schemes need is a colon before the first slash.
        if ":" in text.split("/", 1)[0]:
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if (
        parts.scheme.lower() not in ("http", "https")
        or parts.username is not None
        or port is not None
        or not _is_host(host, hosts)
        or not PATH.fullmatch(parts.path)
        or not QUERY.fullmatch(parts.query)
    ):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{host}{parts.path}{query}"


def _is_host(host, hosts):
    return any(host == known or host.endswith(f".{known}") for known in hosts)
