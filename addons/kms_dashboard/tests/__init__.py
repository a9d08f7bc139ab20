from . import test_facts
