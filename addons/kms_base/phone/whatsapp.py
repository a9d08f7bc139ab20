from urllib.parse import quote


def whatsapp_url(number, text=""):
    """Return the address that opens WhatsApp on a number, with a text ready to send.

    >>> whatsapp_url("+237699001122", "Bonjour, Madame")
    'https://wa.me/237699001122?text=Bonjour%2C%20Madame'
    >>> whatsapp_url("+237699001122")
    'https://wa.me/237699001122'

    :param str number: in E.164
    :param str text: what the message says, as people write it
    :rtype: str
    """
    address = f"https://wa.me/{number.lstrip('+')}"
    return f"{address}?text={quote(text)}" if text else address
