"""What the addresses of images and files say, without a request at hand."""

import re

SIZE = re.compile(r"(\d+)x(\d+)")
ATTACHMENT = re.compile(r"(\d+)(-.*)?")


def binary_arguments(segments, query):
    """Read an address below /web/image or /web/content.

    :param list segments: the parts of the path behind it
    :param dict query: the parameters of the address
    :return: what to load: ``model``, ``id`` or ``xmlid``, ``field``, ``width``, ``height``
    :rtype: dict
    :raises ValueError: it says nothing of the kind

    >>> binary_arguments(["7-ab12", "30x20", "logo.png"], {})["width"]
    30
    >>> binary_arguments(["res.partner", "3", "image_128"], {})["model"]
    'res.partner'
    """
    arguments = {"model": "ir.attachment", "field": "raw", "width": 0, "height": 0, **query}
    segments = [segment for segment in segments if segment]
    match segments:
        case []:
            rest = []
        case [number, *rest] if attachment := ATTACHMENT.fullmatch(number):
            arguments["id"] = attachment[1]
        case [model, record_id, field, *rest] if record_id.isdecimal():
            arguments.update(model=model, id=record_id, field=field)
        case [xmlid, *rest]:
            arguments["xmlid"] = xmlid
    if rest and (size := SIZE.fullmatch(rest[0])):
        arguments.update(width=size[1], height=size[2])
    for name in ("id", "width", "height"):
        if name in arguments:
            arguments[name] = database_id(arguments[name])
    return arguments


def database_id(text):
    """A number out of an address that PostgreSQL can compare with an id.

    :raises ValueError: it is none, and asking for it would break the transaction
    """
    number = int(text)
    if not 0 <= number < 1 << 31:
        raise ValueError(text)
    return number
