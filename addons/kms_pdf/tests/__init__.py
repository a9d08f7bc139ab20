from . import test_binary
from . import test_browser
from . import test_engine
from . import test_hostile
from . import test_pdfa
from . import test_report
from . import test_urls
