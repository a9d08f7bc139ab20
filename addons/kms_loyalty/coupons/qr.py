"""A code as a QR code drawn with one path: sharp on paper, and small where there are thousands."""

QUIET = 2


def draw(text):
    """Return the side of the square, its quiet zone included, and the path of its dark modules.

    :rtype: tuple[int, str]

    >>> side, path = draw("SPE7K4M2PQR")
    >>> side, path[:9]
    (25, 'M2 2h7v1h')
    """
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    path = []
    for row in range(size):
        column = 0
        while column < size:
            start = column
            while column < size and code.isDark(row, column):
                column += 1
            if column > start:
                path.append(f"M{start + QUIET} {row + QUIET}h{column - start}v1h{start - column}z")
            column += 1
    return size + 2 * QUIET, "".join(path)
