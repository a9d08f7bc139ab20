from odoo import api, fields, models
from odoo.exceptions import UserError

from ..reading import Reading

PERIODS = [
    ("today", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
    ("rolling", "12 months"),
]


class KmsBoard(models.Model):
    """A board: the template of a role, or somebody's own arrangement of one."""

    _name = "kms.board"
    _description = "Board"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_ids = fields.Many2many(
        "res.groups", string="Shown to", help="Roles whose template this is."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Arranged by",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty for a template.",
    )
    template_id = fields.Many2one(
        "kms.board", index="btree_not_null", ondelete="cascade", help="What it goes back to."
    )
    period = fields.Selection(PERIODS, required=True, default="month")
    widget_ids = fields.One2many("kms.board.widget", "board_id", string="Widgets")

    _owner_check = models.Constraint(
        "CHECK ((user_id IS NULL) = (template_id IS NULL))",
        "Somebody's own board is the arrangement of a template.",
    )
    _owner_uniq = models.UniqueIndex(
        "(template_id, user_id) WHERE user_id IS NOT NULL",
        "You have arranged this board already. Open it again.",
    )

    @api.constrains("group_ids", "user_id")
    def _check_group_ids(self):
        self.filtered(lambda board: not board.user_id).widget_ids._check_readers()

    # ------------------------------------------------------------
    # WHAT THE SCREEN ASKS
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def load(self, board_id=False, period=None, filters=None):
        """Return a board with all its figures: the one request of the screen.

        :param int board_id: a board that the user may read; their first one when left out
        :param dict period: `kind` (see ``period.KINDS``), `date` and, of a range, `last`
            (ISO 8601); the board's own period of today when left out
        :param dict filters: any of `kms_channel` (code), `user_id`, `categ_id`, `campaign_id` (ids)
        :return: `board`, `boards`, `period`, `filters` and `widgets`
        :rtype: dict
        :raise UserError: a period or filter that does not exist
        :raise AccessError: the user may not read the board
        """
        self.check_access("read")
        board = self._kms_open(board_id)
        boards = [
            {"id": own.id, "name": own.name}
            for own in (template._kms_of_user() for template in self._kms_templates())
        ]
        if not board:
            return {"board": False, "boards": boards, "widgets": []}
        scope = self._kms_scope(period or {"kind": board.period}, filters or {})
        return {
            "board": board._kms_describe(),
            "boards": boards,
            **self._kms_describe_scope(scope, filters or {}),
            "widgets": board._kms_widgets(scope),
        }

    @api.model
    @api.readonly
    def drill(self, code, period, filters=None, point=None):
        """Return the action that shows the records behind a figure, or a part of it.

        :param str code: code of a `kms.metric`
        :param dict period: see :meth:`load`
        :param dict filters: see :meth:`load`
        :param dict point: a part of the figure: values by dimension (False is «none»), `first` and `last` (ISO 8601)
            for some of its days, `part` = denominator for what a ratio divides by
        :rtype: dict
        :raise UserError: the figure has no records, or a parameter makes no sense
        :raise AccessError: the user may not read the figure
        """
        self.check_access("read")
        metric = self._kms_readable_metric(code)
        point = point or {}
        filters = {**(filters or {}), **self._kms_point_filters(point)}
        scope = self._kms_scope(self._kms_point_period(period, point), filters, parts=True)
        if metric._kms_own_only():
            scope = self._kms_own_scope(scope)
        if point.get("part") == "denominator" and metric.kind == "ratio":
            opened = metric.denominator_id
        else:
            opened = metric._kms_opened()
        return self.env["kms.figures"]._kms_drill(metric, opened, scope)

    def _kms_readable_metric(self, code):
        metric = self.env["kms.metric"].search([("code", "=", str(code))])._kms_readable()
        if not metric:
            raise UserError(
                self.env._("This figure does not exist, or is not for you: %s.", str(code)[:64])
            )
        return metric

    def _kms_open(self, board_id):
        """The board that is asked for, or the user's first one."""
        if not board_id:
            return self._kms_templates()[:1]._kms_of_user()
        if isinstance(board_id, bool) or not isinstance(board_id, int):
            raise UserError(self.env._("Choose a board from the list."))
        board = self.browse(board_id).exists()
        if not board:
            return self._kms_open(False)
        board.check_access("read")
        return board

    @api.model
    def _kms_templates(self):
        """The templates of the user's roles first, then those that a manager edits."""
        templates = self.search([("user_id", "=", False)])
        groups = self.env.user.all_group_ids
        return templates.sorted(lambda board: not board.group_ids & groups)

    def _kms_of_user(self):
        """The user's own arrangement of a template, or the template."""
        own = self.search([("template_id", "in", self.ids), ("user_id", "=", self.env.uid)])
        return own or self

    def _kms_describe(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "own": bool(self.user_id),
            "period": self.period,
            "may_edit_template": self.env.user.has_group("kms_base.role_marketing"),
        }

    def _kms_widgets(self, scope):
        """The widgets that the user may see, with their figures.

        :rtype: list[dict]
        """
        self.ensure_one()
        shown = self.widget_ids.filtered(lambda widget: widget.metric_ids._kms_readable())
        reading = Reading(shown, scope)
        return [
            {**widget._kms_describe(), "data": widget._kms_data(reading)} for widget in shown
        ]
