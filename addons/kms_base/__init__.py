from . import models


def uninstall_hook(env):
    """Give Cameroon back the tax label that core leaves empty."""
    cameroon = env.ref("base.cm")
    if cameroon.vat_label == "NIU":
        cameroon.vat_label = False
