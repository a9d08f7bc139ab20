"""JavaScript libraries that live in installed Python packages and are served from there.

A map is opened by few people, so its library is in no bundle: the browser fetches these files when
a map opens, and keeps them as long as the version in the address stays the same.
"""

from pathlib import Path

from xstatic.pkg import leaflet, leaflet_markercluster

ROUTE = "/kms_marketing/lib"
SERVED = (".js", ".css", ".png")
PACKAGES = {"leaflet": leaflet, "markercluster": leaflet_markercluster}


def address(package, filename):
    """Return the address of a file, with the version in it.

    :param str package: a key of :data:`PACKAGES`
    :param str filename: path inside the package's data
    :rtype: str
    """
    return f"{ROUTE}/{package}/{PACKAGES[package].PACKAGE_VERSION}/{filename}"


def find_file(package, version, filename):
    """Return the path of a served file; None for whatever is not exactly one of them.

    :param str package: a key of :data:`PACKAGES`
    :param str version: the installed version; another one is another file
    :param str filename: path inside the package's data
    :rtype: pathlib.Path | None
    """
    module = PACKAGES.get(package)
    if module is None or version != module.PACKAGE_VERSION:
        return None
    folder = Path(module.BASE_DIR)
    # What is there is listed and compared: no path is ever put together from an address.
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    path = files.get(filename)
    return path if path and path.is_file() and path.suffix in SERVED else None


MAP_FILES = {
    "css": [
        address("leaflet", "leaflet.css"),
        address("markercluster", "MarkerCluster.css"),
    ],
    # in this order: the second extends the first
    "js": [
        address("leaflet", "leaflet.js"),
        address("markercluster", "leaflet.markercluster.js"),
    ],
}
