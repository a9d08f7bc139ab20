from . import test_hoot
from . import test_words
from . import test_words_reports
