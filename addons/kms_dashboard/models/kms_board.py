from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kms_base.ids import read_id

from ..reading import Reading, own_scope, shape

PERIODS = [
    ("today", "Day"),
    ("days7", "7 days"),
    ("days30", "30 days"),
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
    ("rolling3", "3 months"),
    ("rolling6", "6 months"),
    ("rolling", "12 months"),
]


class KmsBoard(models.Model):
    """A board: the template of a role, or somebody's own arrangement of one."""

    _name = "kms.board"
    _inherit = ["kms.cached.mixin"]
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
        :param dict filters: any of `kms_channel` (code), `user_id`, `categ_id`, `campaign_id`,
            `subject_id` (ids)
        :return: `board`, `boards`, `period`, `filters` and `widgets`
        :rtype: dict
        :raise UserError: a period or filter that does not exist
        :raise AccessError: the user may not read the board
        """
        self.check_access("read")
        board = self._kms_open(board_id)
        boards = [{"id": own_id, "name": name} for own_id, name in self._kms_menu()]
        if not board:
            return {"board": False, "boards": boards, "widgets": []}
        plan = board._kms_plan()
        scope = self._kms_scope(period or {"kind": plan["period"]}, filters or {})
        return {
            "board": {
                **{name: plan[name] for name in ("id", "name", "own", "period")},
                "may_edit_template": self.env.user.has_group("kms_base.role_marketing"),
            },
            "boards": boards,
            **self._kms_describe_scope(scope, filters or {}),
            "widgets": self._kms_widgets(plan["widgets"], scope),
        }

    @api.model
    @api.readonly
    def drill(self, code, period, filters=None, point=None):
        """Return the action that shows the records behind a figure, or a part of it.

        :param str code: code of a `kms.metric`
        :param dict period: see :meth:`load`
        :param dict filters: see :meth:`load`
        :param dict point: a part of the figure: values by dimension (False is «none»), `first`
            and `last` (ISO 8601) for some of its days, `part` = denominator for what a ratio
            divides by
        :rtype: dict
        :raise UserError: the figure has no records, or a parameter makes no sense
        :raise AccessError: the user may not read the figure
        """
        self.check_access("read")
        metric = self._kms_readable_metric(code)
        point = point or {}
        filters = {**(filters or {}), **self._kms_point_filters(point)}
        scope = self._kms_scope(self._kms_point_period(period, point), filters, parts=True)
        if not self.env.su and metric.own_only(set(self.env.user._get_group_ids())):
            scope = own_scope(self.env, scope)
        opened = metric.opened
        if point.get("part") == "denominator" and metric.kind == "ratio":
            opened = metric.parts[1]
        return self.env["kms.figures"]._kms_drill(metric, opened, scope)

    @api.model
    @api.readonly
    def define(self, codes):
        """Return what stands behind the «i» of a widget: the figures in words.

        :param list codes: codes of `kms.metric`
        :return: those that the user may read, in their order
        :rtype: list[dict]
        :raise UserError: something that is no list of codes
        """
        self.check_access("read")
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise UserError(self.env._("Choose a figure for the widget."))
        known = {metric.code: metric for metric in self.env["kms.metric"]._kms_readable()}
        return [known[code].define() for code in dict.fromkeys(codes) if code in known]

    @api.model
    def _kms_readable_metric(self, code):
        for metric in self.env["kms.metric"]._kms_readable():
            if metric.code == code:
                return metric
        raise UserError(
            self.env._("This figure does not exist, or is not for you: %s.", str(code)[:64])
        )

    @api.model
    def _kms_open(self, board_id):
        """The board that is asked for, or the user's first one."""
        if not board_id:
            return self.browse([board_id for board_id, _name in self._kms_menu()[:1]])
        if not read_id(board_id):
            raise UserError(self.env._("Choose a board from the list."))
        board = self.browse(board_id)
        if board_id not in self._kms_readable_ids():
            if not board.exists():
                return self._kms_open(False)
            board.check_access("read")
        return board

    @api.model
    @tools.ormcache("self.env.uid", "self.env.su")
    def _kms_readable_ids(self):
        return frozenset(self.search(Domain.TRUE)._ids)

    @api.model
    @tools.ormcache("self.env.uid", "self.env.lang", "self.env.su")
    def _kms_menu(self):
        """Id and name of the boards of the user: those of their roles, as they arranged them,
        then the templates that they may edit as a manager.

        :rtype: tuple[tuple[int, str], ...]
        """
        templates = self.search([("user_id", "=", False)])
        groups = self.env.user.all_group_ids
        own = {board.template_id: board for board in self.search([("user_id", "=", self.env.uid)])}
        boards = [
            own.get(template, template)
            for template in templates.sorted(lambda board: not board.group_ids & groups)
        ]
        return tuple((board.id, board.name) for board in boards)

    @tools.ormcache("self.id", "self.env.lang")
    def _kms_plan(self):
        """What the board shows, whoever may read it; see `_kms_widgets` for who does.

        :rtype: dict
        """
        # sudo: the same plan serves all its readers, whose rights were checked by `_kms_open`.
        board = self.sudo()
        return {
            "id": board.id,
            "name": board.name,
            "own": bool(board.user_id),
            "period": board.period,
            "widgets": board.widget_ids._kms_plan(),
        }

    @api.model
    def _kms_widgets(self, widgets, scope):
        """The widgets that the user may see, with their figures.

        :param widgets: iterable of :class:`~odoo.addons.kms_dashboard.reading.WidgetPlan`
        :rtype: list[dict]
        """
        readable = set(self.env["kms.metric"]._kms_readable())
        shown = [widget for widget in (plan.only(readable) for plan in widgets) if widget.metrics]
        self.env.flush_all()
        readings = {}
        for ahead in sorted({widget.days_ahead for widget in shown}):
            mine = [widget for widget in shown if widget.days_ahead == ahead]
            readings[ahead] = Reading(self.env, mine, scope.ahead(ahead))
        return [
            {**widget.head, "data": shape(widget, readings[widget.days_ahead])} for widget in shown
        ]
