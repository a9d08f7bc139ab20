"""Clones of databases, filestore included. A filestore is copied, never linked: the clean-up of one
database would delete the files of the other."""

import contextlib
import shutil
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .project import setting


def connect(database="postgres"):
    """A psycopg2 connection to ``database``; host, port and user come from the environment."""
    return psycopg2.connect(dbname=database)


@contextlib.contextmanager
def _server_cursor():
    connection = connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def filestore(database):
    return Path(setting("KMS_DATA_DIR")) / "filestore" / database


def clone(source, target):
    """Make ``target`` a copy of ``source``; nobody may be connected to ``source``."""
    drop(target)
    with _server_cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target))


def drop(database):
    with _server_cursor() as cursor:
        # not WITH (FORCE), which gives up when it meets an autovacuum
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            (database,),
        )
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
    forget_files(database)


def forget_files(database):
    shutil.rmtree(filestore(database), ignore_errors=True)


def exists(database):
    with _server_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
        return bool(cursor.fetchone())
