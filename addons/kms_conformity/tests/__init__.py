from . import test_access, test_models, test_rules_can_fail, test_screens, test_sources, test_translations
