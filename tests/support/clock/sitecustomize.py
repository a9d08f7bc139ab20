"""A Python whose clock is wrong by ``KMS_TEST_CLOCK`` seconds; the database's is not.

On the path of a server of the tests alone: no library that changes the clock of a process is at
hand everywhere, and the machine's own clock belongs to others.
"""

import os
from datetime import datetime, timedelta

from freezegun import freeze_time

wrong = timedelta(seconds=int(os.environ["KMS_TEST_CLOCK"]))
freeze_time(datetime.utcnow() + wrong, tick=True).start()  # noqa: DTZ003  freezegun's own clock
