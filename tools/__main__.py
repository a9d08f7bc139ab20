"""``python tools …``: what ``./kms`` starts once it has found Python."""

import sys

from kms.cli import main

sys.exit(main(sys.argv[1:]))
