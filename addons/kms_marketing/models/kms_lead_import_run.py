import base64
import itertools
import logging
from collections import Counter
from time import monotonic
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..sheet import (
    FIRST_NAME,
    MAX_ROWS,
    SheetError,
    estimate_rows,
    is_heading,
    open_sheet,
    write_problems,
)
from .kms_lead_import_progress import ImportCancelled
from .kms_lead_reader import ReadLead
from .kms_lead_reader_known import Known

_logger = logging.getLogger(__name__)

CHUNK = 1000
# What is looked through before somebody clicks: enough to trust the columns, fast enough to wait.
CHECKED_ROWS = 10_000
PREVIEW_ROWS = 8
PREVIEW_PROBLEMS = 30
# Files per run of the scheduled action; the next run takes the others.
BATCH = 5
ATTEMPTS = 3


class Outcome(NamedTuple):
    """What becomes of one row: action is create, update, skip or problem."""

    number: int
    cells: list
    read: ReadLead
    known: Known | None
    action: str


class KmsLeadImport(models.Model):
    """The way through a file, to look at it or to import it."""

    _inherit = "kms.lead.import"

    # -- reading ---------------------------------------------------------------------------------

    def _open(self):
        """Headings, and the rows in parts of :data:`CHUNK`.

        :raise UserError: the file cannot be read, with the reason
        """
        # the file, not its size
        data = base64.b64decode(self.with_context(bin_size=False).file)
        try:
            headings, rows = open_sheet(data, is_heading)
            return headings, self._chunks(rows), estimate_rows(data)
        except SheetError as error:
            raise UserError(self._sheet_sentence(str(error))) from error

    def _chunks(self, rows):
        try:
            while chunk := list(itertools.islice(rows, CHUNK)):
                yield chunk
        except SheetError as error:
            raise UserError(self._sheet_sentence(str(error))) from error

    def _sheet_sentence(self, reason):
        sentences = {
            "empty": self.env._("This file is empty. Choose one with headings and rows."),
            "format": self.env._("This is neither an Excel file (.xlsx) nor a CSV file."),
            "damaged": self.env._(
                "This file is damaged. Open it in Excel, save it as .xlsx and choose it again."
            ),
            "old_excel": self.env._(
                "This file is of an old Excel, or has a password. "
                "Save it as .xlsx without a password and choose it again."
            ),
            "too_big": self.env._("This file is too big: at most 30 MB. Cut it in two."),
            "too_many_rows": self.env._(
                "This file has more than %(limit)s rows. Cut it in two.", limit=MAX_ROWS
            ),
        }
        return sentences[reason]

    def _outcomes(self, chunk, memory, create_missing):
        """Understand a part of the file and decide what becomes of each row."""
        places = memory["places"]
        reader = self.env["kms.lead.reader"]
        dicts = [_row_values(row.cells, places) for row in chunk]
        reads = reader._read_rows(dicts, self.company_id, create_missing, memory)
        knowns = reader._find_known(reads, self.company_id, memory)
        memory["numbers"] += [row.number for row in chunk]
        return [
            Outcome(row.number, row.cells, read, known, self._decide(read, known))
            for row, read, known in zip(chunk, reads, knowns, strict=True)
        ]

    def _decide(self, read, known):
        if read.problems:
            return "problem"
        if not known:
            return "create"
        # the database keeps an external identifier unique
        if self.known_policy == "create" and known.key != "external_id":
            return "create"
        return "update" if self.known_policy == "update" and known.model else "skip"

    def _new_memory(self, headings):
        keys = [column["key"] for column in self.columns or []]
        places = [(key, place) for place, key in enumerate(keys[: len(headings)]) if key]
        return {"places": places, "numbers": []}

    # -- looking ---------------------------------------------------------------------------------

    def _check(self):
        """Look through the file, change nothing, and keep what it shows in ``summary``."""
        self.ensure_one()
        headings, chunks, total = self._open()
        memory = self._new_memory(headings)
        counts, preview, problems, new = Counter(), [], [], {}
        for chunk in chunks:
            outcomes = self._outcomes(chunk, memory, create_missing=False)
            counts.update(outcome.action for outcome in outcomes)
            counts["known"] += sum(bool(outcome.known) for outcome in outcomes)
            for outcome in outcomes:
                for key, name in outcome.read.missing.items():
                    new.setdefault(key, {}).setdefault(name.casefold(), name)
                if len(preview) < PREVIEW_ROWS:
                    preview.append(self._preview(outcome, memory))
                elif outcome.action == "problem" and len(problems) < PREVIEW_PROBLEMS:
                    problems.append(self._preview(outcome, memory))
            counts["rows"] += len(chunk)
            if counts["rows"] >= CHECKED_ROWS:
                break
        partial = next(chunks, None) is not None
        self.summary = {
            "counts": counts,
            "partial": partial,
            "total": max(total, counts["rows"]) if partial else counts["rows"],
            "preview": preview,
            "problems": problems,
            "new": {key: sorted(names.values()) for key, names in new.items()},
        }

    def _preview(self, outcome, memory):
        """A row as the screen shows it."""
        place_of = dict(memory["places"])
        sentences = [(key, text, "danger") for key, text in outcome.read.problems]
        sentences += [(key, text, "warning") for key, text in outcome.read.remarks]
        return {
            "number": outcome.number,
            "cells": [cell.replace("\0", "")[:60] for cell in outcome.cells],
            "action": outcome.action,
            "known": self._known_sentence(outcome.known, memory) if outcome.known else "",
            "notes": [
                {"place": place_of.get(key, -1), "text": text, "kind": kind}
                for key, text, kind in sentences
            ],
        }

    # -- importing -------------------------------------------------------------------------------

    @api.model
    def _cron_kms_import(self):
        """Import the files that wait, each in one transaction of its own."""
        waiting = self.search([("state", "=", "queued")], order="id", limit=BATCH).ids
        for done, import_id in enumerate(waiting, 1):
            self.browse(import_id)._in_language()._run_safely()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done):
                break

    def _run_safely(self):
        """Import a file; whatever happens, nothing of it stays, or all of it."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.env.cr.savepoint():
                    self._run()
                return
            except ImportCancelled:
                message = self.env._("Cancelled: nothing was imported.")
                break
            except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as error:
                message = self.env._("Somebody else was working on the same records. Try again.")
                _logger.info("import %s, attempt %s: %s", self.id, attempt, error)
                # what others have done since is only seen by a new transaction
                self.env.cr.rollback()
            except UserError as error:
                message = str(error)
                break
            except Exception:
                message = self.env._("Something unexpected went wrong: nothing was imported.")
                _logger.exception("import %s failed", self.id)
                break
        self.env.invalidate_all()
        self._back_to_draft(message)

    def _in_language(self):
        """The import with the eyes, the rights and the language of whoever asked for it."""
        user = self.requester_id
        return self.with_user(user).with_company(self.company_id).with_context(lang=user.lang)

    def _run(self):
        """Import the file in the transaction of the caller."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kms_lead_import WHERE id = %s AND state = 'queued'"
                " FOR UPDATE SKIP LOCKED",
                self.id,
            )
        )
        if not self.env.cr.fetchone():
            return
        start = monotonic()
        headings, chunks, total = self._open()
        memory = self._new_memory(headings)
        counts, bad, samples = Counter(), [], {}
        self._tell(0, total)
        for chunk in chunks:
            outcomes = self._outcomes(chunk, memory, create_missing=True)
            getattr(self, f"_import_{self.target}")(outcomes, memory, samples)
            self._write_lines(outcomes, memory)
            counts.update(outcome.action for outcome in outcomes)
            bad += [outcome for outcome in outcomes if outcome.action == "problem"]
            self.env.flush_all()
            # each part starts with an empty cache: the last costs no more than the first
            self.env.invalidate_all()
            self._tell(len(memory["numbers"]), max(total, len(memory["numbers"])))
        self._finish(headings, memory, counts, bad, monotonic() - start)
        self.env.flush_all()

    def _tell(self, done, total):
        self.env["kms.lead.import.progress"]._tell(self.id, done, total)

    def _finish(self, headings, memory, counts, bad, seconds):
        place_of = dict(memory["places"])
        content = bad and write_problems(
            headings,
            (
                (
                    outcome.number,
                    outcome.cells,
                    [(place_of.get(key), text) for key, text in outcome.read.problems],
                )
                for outcome in bad
            ),
            [self.env._("Row"), self.env._("Column"), self.env._("Problem")],
        )
        self.write(
            {
                "state": "done",
                "done_date": fields.Datetime.now(),
                "message": False,
                "summary": False,
                "error_file": content and base64.b64encode(content),
                "row_count": sum(counts.values()),
                "created_count": counts["create"],
                "updated_count": counts["update"],
                "skipped_count": counts["skip"],
                "problem_count": counts["problem"],
                "duration": seconds,
            }
        )


def _row_values(cells, places):
    """The cells of a row by the keys of their columns."""
    values = {key: cells[place] for key, place in places}
    first = values.pop(FIRST_NAME, "")
    if first:
        values["contact_name"] = f"{first} {values.get('contact_name', '')}"
    return values
