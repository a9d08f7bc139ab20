"""What the manifest of an addon says, and what lies beside it."""

REQUIRED = ("name", "summary", "version", "author", "license", "depends")
ORDER = ("security", "data", "wizards", "views", "menus")
FOLDERS = {
    "security": "security",
    "data": "data",
    "wizard": "wizards",
    "wizards": "wizards",
    "report": "views",
    "reports": "views",
    "views": "views",
}
BESIDE = ("README.md", "i18n/fr.po", "tests/__init__.py")


def well_formed(module, manifest, agpl_modules=()):
    """The keys a newcomer and the Apps list rely on.

    :param module: name of the addon
    :param manifest: dict of its manifest as written
    :param agpl_modules: names of the AGPL addons that are there
    """
    found = [f"no {key}" for key in REQUIRED if not manifest.get(key)]
    if len(manifest.get("summary", "").splitlines()) > 1:
        found.append("summary has more than one line")
    if manifest.get("author") not in (None, "KMS"):
        found.append("author is not KMS")
    if not str(manifest.get("version", "")).startswith("19.0."):
        found.append("version does not start with 19.0.")
    depends = list(manifest.get("depends", []))
    if depends != sorted(depends):
        found.append(f"depends is not sorted: {', '.join(sorted(depends))}")
    wanted = "AGPL-3" if set(depends) & set(agpl_modules) else "LGPL-3"
    if manifest.get("license") not in (None, wanted):
        found.append(f"license is not {wanted}")
    return sorted(f"{module}: {what}" for what in found)


def data_in_order(module, manifest):
    """Data files load in the order security, data, wizards, views, menus."""
    found, highest = [], 0
    for path in manifest.get("data", []):
        kind = "menus" if path.endswith("_menus.xml") else FOLDERS.get(path.split("/")[0])
        if kind is None:
            found.append(f"{module}: {path} lies in no known folder")
            continue
        rank = ORDER.index(kind)
        if rank < highest:
            found.append(f"{module}: {path} comes after {ORDER[highest]}")
        highest = max(rank, highest)
    return found


def complete_folder(module, paths):
    """A README, French and tests lie beside the manifest.

    :param paths: paths of the addon's files, relative to it
    """
    return [f"{module}: no {path}" for path in BESIDE if path not in paths]
