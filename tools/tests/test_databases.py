"""``Databases``: what it says to PostgreSQL."""

from pathlib import Path

import pytest

from kms.databases import DatabaseError, Databases


class Spoken(Databases):
    """Notes the statements; a server that does not know ICU refuses its words."""

    def __init__(self, refused):
        super().__init__({}, Path("data"))
        self.refused = refused
        self.done = []

    def _psql(self, statement, database="postgres"):
        if self.refused in statement:
            raise DatabaseError(f"{statement}: no")
        self.done.append(statement)
        return ""


def test_a_new_database_sorts_in_french():
    """A restored one too, whatever the language of its server is."""
    server = Spoken("nothing of all this")
    server.create("shop")
    assert "ICU_LOCALE 'fr'" in server.done[0]
    assert 'CREATE DATABASE "shop" TEMPLATE template0 ' in server.done[0]


def test_a_server_that_cannot_sort_so():
    server = Spoken("ICU")
    server.create("shop")
    assert server.done[0] == 'CREATE DATABASE "shop" TEMPLATE template0'
    with pytest.raises(DatabaseError):
        Spoken("CREATE DATABASE").create("shop")
