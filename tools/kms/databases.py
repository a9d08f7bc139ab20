"""Databases of the tests: made, cloned and dropped together with their files."""

import shutil
import subprocess

PREFIX = "kmstest"

# Odoo makes this extension in databases that it makes itself, and without it none of the indexes
# that a search for a part of a name needs. A server without it searches all the same, slowly.
PARTS_OF_WORDS = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'no pg_trgm: %', SQLERRM;
END $$
"""


# Names are sorted as French people do, whatever the server's own language is.
FRENCH = (
    "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'fr' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
)


class DatabaseError(Exception):
    """What PostgreSQL answered, in its own words."""


class Databases:
    """The databases of one PostgreSQL server.

    :param environment: variables with PGHOST, PGPORT, PGUSER and a PATH that finds psql
    :param data_dir: Odoo's data directory, where the filestores are
    """

    def __init__(self, environment, data_dir):
        self.environment = environment
        self.data_dir = data_dir

    def names(self):
        """Names of the databases that tests have left."""
        answer = self._psql(f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%'")
        return answer.split()

    def execute(self, name, statement):
        """Run one statement in the database ``name``."""
        return self._psql(statement, name)

    def create(self, name):
        """An empty database, which sorts in French and can index parts of words where the server
        knows how."""
        statement = f'CREATE DATABASE "{name}" TEMPLATE template0'
        try:
            self._psql(f"{statement} {FRENCH}")
        except DatabaseError:
            # before version 15, or on another system than Debian; what else was wrong is so again
            self._psql(statement)
        self.execute(name, PARTS_OF_WORDS)

    def clone(self, source, target):
        """Make ``target`` a copy of ``source``. The filestore is copied, never linked: the
        clean-up of one database would delete the files of the other."""
        self.drop(target)
        self._psql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        if self._files(source).is_dir():
            shutil.copytree(self._files(source), self._files(target))

    def rename(self, source, target):
        """Give a finished database its name, so that a half-made one never carries it."""
        self.drop(target)
        self._psql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        if self._files(source).is_dir():
            self._files(source).rename(self._files(target))

    def allow_demo(self, name):
        """Let addons to come have their demo, over a database whose addons have none: Odoo gives
        an addon its demo when all it depends on have theirs."""
        self.execute(name, "UPDATE ir_module_module SET demo = (state = 'installed')")

    def forbid_demo_of_others(self, name):
        """Take that word back once the suite's addons are installed."""
        self.execute(name, "UPDATE ir_module_module SET demo = false WHERE name NOT LIKE 'kms\\_%'")

    def drop(self, name):
        """Delete it, whoever of ours is connected.

        ``WITH (FORCE)`` gives up when it meets an autovacuum, which only a superuser may end;
        without it PostgreSQL ends that by itself.
        """
        self._psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user;\n"
            f'DROP DATABASE IF EXISTS "{name}"'
        )
        shutil.rmtree(self._files(name), ignore_errors=True)

    def _files(self, name):
        return self.data_dir / "filestore" / name

    def _psql(self, statement, database="postgres"):
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
            input=statement,
            env={**self.environment, "PGOPTIONS": "-c client_min_messages=warning"},
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise DatabaseError(f"{statement}: {done.stderr.strip()}")
        return done.stdout
