import hashlib
import hmac

PREFIX = "sha256="


def same_secret(given, secret):
    """Compare two secrets in a time that tells nothing about them.

    :param str given: as received, maybe empty
    :param str secret: as kept; an empty one matches nothing
    :rtype: bool
    """
    equal = hmac.compare_digest((given or "").encode("utf-8", "replace"), (secret or "").encode())
    return bool(given and secret and equal)


def signature_matches(header, body, secret):
    """Whether a body was signed with a secret, the way Meta does.

    :param str header: value of ``X-Hub-Signature-256``, such as ``sha256=6f1e…``
    :param bytes body: the body as received
    :param str secret: the secret of the application at Meta
    :rtype: bool
    """
    if not secret or not (header or "").startswith(PREFIX):
        return False
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(
        header.removeprefix(PREFIX).encode("utf-8", "replace"), expected.encode()
    )
