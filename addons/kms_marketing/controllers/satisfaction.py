from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.kms_base.ids import read_id

from ..models.kms_satisfaction import COMMENT_MAX_LENGTH

TOKEN_MAX_LENGTH = 64


class Satisfaction(http.Controller):
    """The page behind the link that customers get: five answers and a comment."""

    # No session, so no CSRF token: messengers open the page without cookies, and whoever could
    # forge the call would have to know the token, which is all that the customer has as well.
    @http.route(
        "/avis/<int:survey_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def answer(self, survey_id, token, **values):
        """Show the question, or write the answer down and say thank you.

        A wrong or unknown link gets one and the same page, whichever of the two it is.
        """
        survey = request.env["kms.satisfaction"]
        if read_id(survey_id) and len(token) <= TOKEN_MAX_LENGTH and token.isascii():
            survey = survey._kms_by_token(survey_id, token)
        if not survey:
            response = self._render(survey, {"content": "kms_marketing.satisfaction_unknown"})
            response.status_code = 404
            return response
        # whoever is not known reads the language of their browser
        lang = survey.partner_id.lang
        if lang:
            request.update_context(lang=lang)
            survey = survey.with_context(lang=lang)
        error = ""
        thanks = False
        if request.httprequest.method == "POST":
            try:
                survey._kms_answer(values.get("rating"), values.get("comment"), "link")
                thanks = True
            except UserError as refusal:
                error = refusal.args[0]
        return self._page(survey, values, error, thanks)

    def _page(self, survey, values, error, thanks):
        closed = survey._kms_closed_sentence()
        typed = {"rating": survey.rating, "comment": survey.comment or ""}
        if error:
            rating = values.get("rating", "")
            typed["rating"] = int(rating) if rating in list("12345") else 0
            typed["comment"] = str(values.get("comment") or "")[:COMMENT_MAX_LENGTH]
        again = "change" in values and not closed
        levels = survey._fields["level"]._description_selection(survey.env)
        answered = not error and not again and (thanks or survey.state == "answered")
        content = "thanks" if answered else "closed" if closed else "form"
        return self._render(
            survey,
            {
                "content": f"kms_marketing.satisfaction_{content}",
                "levels": levels[::-1],
                "typed": typed,
                "limit": COMMENT_MAX_LENGTH,
                "error": error,
                "closed": closed,
            },
        )

    def _render(self, survey, values):
        company = survey.company_id or request.env.company
        response = request.render(
            "kms_marketing.satisfaction_page", {"survey": survey, "company": company, **values}
        )
        # Neither the browser's cache nor the next page is told the link.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
