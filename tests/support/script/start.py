"""Odoo as its packaged script starts it: the websocket process is started through ``sys.argv[0]``,
which ``python -m odoo`` is not; it would be tried again ten times a second."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
