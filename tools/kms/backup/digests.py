"""What is in a database, in a few numbers: the same after a restore, or it is not the same."""

# the text of a row depends on these; the hash is the same in every PostgreSQL since 11
SESSION = """
SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET intervalstyle = 'postgres';
SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = public;
"""
# table, rows, sum of the hashes of its rows: the order of the rows does not matter
TABLES = """
SELECT relname,
       (xpath('/row/n/text()', counted))[1]::text,
       (xpath('/row/d/text()', counted))[1]::text
  FROM (SELECT relname, query_to_xml(format(
                   'SELECT count(*) AS n,'
                   ' coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS d'
                   ' FROM %I.%I t', nspname, relname), false, true, '') AS counted
          FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
         WHERE relkind = 'r' AND nspname = 'public') AS tables
 ORDER BY relname
"""
# a stored file is named after the SHA-1 of its content
STORED = """
SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL ORDER BY store_fname
"""
LEDGER = """
SELECT count(*) FROM (
    SELECT line.move_id FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
     WHERE move.state = 'posted'
     GROUP BY line.move_id HAVING abs(sum(line.balance)) >= 0.005) AS odd
"""
HAS_LEDGER = "SELECT to_regclass('public.account_move_line') IS NOT NULL"


def read_tables(text):
    """From the answer to :data:`TABLES` (columns separated by tabs) to table → [rows, digest]."""
    lines = (line.split("\t") for line in text.splitlines() if line)
    return {name: [int(rows), digest] for name, rows, digest in lines}


def differences(before, after):
    """Sentences about the tables that are not the same.

    :param before: table → [rows, digest], as in the manifest
    :param after: the same of the restored database
    """
    found = []
    for name in sorted({*before, *after}):
        if name not in after:
            found.append(f"the table {name} is missing")
        elif name not in before:
            found.append(f"the table {name} was not in the backup")
        elif before[name][0] != after[name][0]:
            found.append(f"the table {name} has {after[name][0]} rows instead of {before[name][0]}")
        elif before[name][1] != after[name][1]:
            found.append(f"the table {name} has other contents")
    return found
