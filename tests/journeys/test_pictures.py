"""The pictures of ``docs/``: each screen opens for its role, in French, without an error.

``KMS_PICTURES=1 ./kms test tests/journeys/test_pictures.py`` takes them anew.
"""

import os
from pathlib import Path

import pytest
from PIL import Image

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESKTOP, PHONE = (1366, 768), (360, 740)
# name: who, size, address, what must be there
PICTURES = {
    "accueil": ("accueil", DESKTOP, "/odoo", ".o_action_manager input"),
    "showroom": (
        "showroom",
        DESKTOP,
        "/odoo/action-kms_marketing.crm_lead_action_pipeline_showroom",
        ".o_kanban_record:not(.o_kanban_ghost)",
    ),
    "terrain": ("terrain", PHONE, "/odoo", ".o_action_manager > *"),
    "appels": ("appels", DESKTOP, "/odoo", ".o_kms_call_card"),
    "concierge": ("concierge", DESKTOP, "/odoo", ".o_kms_board .o_kms_bar"),
    "formation": ("formation", DESKTOP, "/odoo", ".o_action_manager > *"),
    "magasin": ("magasin", PHONE, "/odoo", ".o_action_manager > *"),
    "caisse": ("caisse", DESKTOP, "/odoo", ".o_action_manager > *"),
    "compta": ("compta", DESKTOP, "/odoo", ".o_action_manager > *"),
    "marketing": ("marketing", DESKTOP, "/odoo", ".o_kms_widget"),
    "board": ("direction", DESKTOP, "/odoo", ".o_kms_widget"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(page_as, name, tmp_path):
    login, (width, height), path, wanted = PICTURES[name]
    page = page_as(login, width, height, path=path)
    page.wait_for_selector(wanted)
    # figures and pictures arrive after the screen, and what is drawn on a canvas moves for a moment
    page.wait_for_selector(".o_loading_indicator", state="detached")
    page.wait_for_timeout(2000)
    picture = tmp_path / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 5_000, "an empty screen"
    if os.environ.get("KMS_PICTURES"):
        with Image.open(picture) as image:
            image.convert("RGB").quantize(128).save(IMAGES / f"{name}.png", optimize=True)
