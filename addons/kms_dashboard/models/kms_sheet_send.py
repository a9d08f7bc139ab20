from urllib.parse import quote

from odoo import models
from odoo.exceptions import AccessError

from ..digest import write_digest
from ..schedule import period_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBERS = ("card", "gauge")  # widgets whose figure is one number


class KmsSheet(models.Model):
    """What a sheet says, to whom, and how it leaves."""

    _inherit = "kms.sheet"

    def _kms_boards(self, user):
        """The boards as somebody sees them for the company of the sheet."""
        return (
            self.env["kms.board"]
            .with_user(user)
            .with_context(
                lang=user.lang or "en_US",
                tz=self.company_id.kms_timezone,
                allowed_company_ids=self.company_id.ids,
            )
        )

    def _kms_summary(self, user, day):
        """Return the main figures, as somebody may read them.

        :param user: `res.users` record
        :param datetime.date day: the day that the sheet is looked at from
        :return: ``title``, ``days``, ``before``, ``company``, ``figures`` and ``digest``
        :rtype: dict
        :raise AccessError: the board is not for this person
        """
        self.ensure_one()
        boards = self._kms_boards(user)
        # sudo: the board of a sheet is what it sends; `load` asks for the reader's own rights.
        board_id = self.sudo().board_id.id
        loaded = boards._kms_load_for_paper(board_id, period_of(self.period, day), None, None)
        figures = [
            boards._kms_sheet_figure(widget)
            for widget in loaded["widgets"]
            if widget["kind"] in NUMBERS and widget["data"]
        ]
        title = self.with_context(lang=boards.env.lang).name
        days = boards._kms_write_days(loaded, "first", "last")
        lines = [(figure["name"], figure["text"], figure["change"]) for figure in figures]
        return {
            "title": title,
            "days": days,
            "before": boards._kms_write_days(loaded, "previous_first", "previous_last"),
            "company": self.company_id.name,
            "figures": figures,
            "digest": write_digest(title, days, lines, boards._kms_line_pattern()),
        }

    def _kms_body(self, user, summary):
        """Write the main figures as the text of an e-mail.

        :rtype: markupsafe.Markup
        """
        values = {**summary, "link": f"https://wa.me/?text={quote(summary['digest'])}"}
        qweb = self.env["ir.qweb"].with_context(lang=user.lang or "en_US")
        return qweb._render("kms_dashboard.sheet_mail", values)

    def _kms_files(self, user, day, summary):
        """Return name, kind and content of the files of a sheet.

        :rtype: list[tuple[str, str, bytes]]
        """
        boards = self._kms_boards(user)
        period = period_of(self.period, day)
        # sudo: see `_kms_summary`.
        board_id = self.sudo().board_id.id
        name = f"{summary['title']} {day}".replace("/", "-")
        _name, workbook = boards._kms_workbook(board_id, period)
        files = [(f"{name}.xlsx", XLSX, workbook)]
        if boards._kms_may_print():
            files.insert(0, (f"{name}.pdf", "application/pdf", boards._kms_pdf(board_id, period)))
        return files

    def _kms_send(self, day):
        """Hand the sheet over to the outbox, one e-mail each.

        :return: the e-mails, and who got none and why, in words
        :rtype: tuple[mail.mail, list[str]]
        """
        self.ensure_one()
        # sudo: outbox and responsible person; every figure is read with the recipient's rights.
        sheet = self.sudo()
        mails, notes = sheet.env["mail.mail"], []
        wanted = [(user, user.email_formatted) for user in sheet._kms_readers()]
        wanted += [(sheet.user_id, address) for address in sheet._kms_addresses()]
        for user, address in wanted:
            if not address:
                notes.append(self.env._("%s has no e-mail address.", user.name))
                continue
            try:
                summary = sheet._kms_summary(user, day)
            except AccessError:
                summary = {}
            if not summary.get("figures"):
                notes.append(self.env._("%s may not read the figures of this board.", user.name))
                continue
            mails += sheet._kms_mail(user, address, day, summary)
        if not wanted:
            notes.append(self.env._("Nobody is to get it."))
        return mails, notes

    def _kms_mail(self, user, address, day, summary):
        company = self.company_id
        mail = self.env["mail.mail"].create(
            {
                "subject": f"{summary['title']} · {summary['days']}",
                "body_html": self._kms_body(user, summary),
                "email_to": address,
                "email_from": company.email_formatted or self.env.user.email_formatted,
                "author_id": company.partner_id.id,
            }
        )
        # they belong to the e-mail: nobody opens them by way of the sheet, and they go with it
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": kind,
                    "res_model": mail._name,
                    "res_id": mail.id,
                }
                for name, kind, content in self._kms_files(user, day, summary)
            ]
        )
        mail.attachment_ids = attachments
        return mail
