"""Odoo as a file: with workers, the process of the websockets is started from the file that runs,
and ``-m odoo`` is none."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
