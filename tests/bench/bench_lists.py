"""Lists and boards of prospects with 200 000 leads, opened the way the web client opens them.

The reference, in the same run and for the same user, is core's own CRM list. Each screen is the
action's own: its domain, the filters it starts with, and exactly the fields its view asks for. The
number of queries is counted at some thousand leads and at 200 000, and has to be the same.
"""

import contextlib
import datetime
import statistics

from lxml import etree

from common import check, median_seconds, run, seconds
from support.leads import add_leads

MANY = 200_000
# From how many on the pages of a user are full: the manager sees all, a salesperson what is theirs.
FEW = {"marketing": 10_000, "terrain": 20_000}
CORE_LIST = "crm.crm_case_tree_view_oppor"
CORE = [("type", "=", "opportunity")]
PAGE, COUNT_LIMIT = 80, 10001
TIMES = 15
# Core reads the days in each stage lead by lead.
SOME = 2_000
RATIO = 1.3
# What these widgets read besides their field.
ACTIVITY = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
MULTIPLE = ("one2many", "many2many")
# On a Sunday nobody came, and the screens of the day would show nobody.
TODAY = """
UPDATE crm_lead SET kms_arrival_date = now() AT TIME ZONE 'UTC'
 WHERE id IN (SELECT id FROM crm_lead WHERE name LIKE 'Bench %' AND kms_visit_state = 'waiting'
                 AND kms_channel = 'showroom' ORDER BY id LIMIT 20)
"""


def main(bench):
    few = {}
    for login, number in FEW.items():
        grow(bench, number)
        few |= count_queries(bench, login)
    grow(bench, MANY)
    many = {}
    for login in FEW:
        many |= count_queries(bench, login)
    grown = {key: (few[key], many[key]) for key in many if many[key] > few[key]}
    check(not grown, f"no more queries at {MANY} leads than before: {grown}")
    bench.count(f"queries of a screen, no more at {MANY} than at 10000", max(many.values()), 40)
    for login in FEW:
        measure(bench, login)
    measure_funnel(bench)


def grow(bench, number):
    with bench.environment(commit=True) as env:
        there = env["crm.lead"].with_context(active_test=False).search_count([])
        add_leads(env, number - there)
        env.cr.execute(TODAY)
        check(
            env["crm.lead"].with_context(active_test=False).search_count([]) == number,
            f"{number} leads are there",
        )


def count_queries(bench, login):
    """Queries of the second opening of each screen, by login and screen."""
    counts = {}
    with bench.environment() as env:
        user = as_user(env, login)
        for name, call in screens(user):
            call()
            user.invalidate_all()
            start = env.cr.sql_log_count
            full = call()
            # How many there are in all is asked when a page is full: core's own query.
            counts[login, name] = env.cr.sql_log_count - start - full
    return counts


def measure(bench, login):
    with bench.environment() as env:
        user = as_user(env, login)
        reference = search_call(user, *view_arch(user, user.ref(CORE_LIST), "list", {}), CORE, {})
        for name, call in screens(user):
            # By turns, so that both meet the same machine.
            pairs = [
                (seconds(fresh(user, reference)), seconds(fresh(user, call)))
                for _turn in range(TIMES + 2)
            ]
            base, taken = map(statistics.median, zip(*pairs[2:], strict=True))
            bench.ratio(f"{login}: {name}", taken, base, RATIO, "core's list")


def measure_funnel(bench):
    with bench.environment() as env:
        user = as_user(env, "marketing")
        funnel = user["kms.funnel"]
        today = datetime.date.today()  # noqa: DTZ011 any three years will do
        period = {"date_from": str(today - datetime.timedelta(days=3 * 366)), "date_to": str(today)}
        steps = funnel.refresh(period)["steps"]
        for step in steps[1:3]:
            listed = user["crm.lead"].search_count(step["domains"]["reached"])
            check(listed == step["reached"], f"the list behind {step['label']} is as long")
        some = user["crm.lead"].search([], limit=SOME)
        base = median_seconds(fresh(user, lambda: some.mapped("duration_tracking")), 3)
        taken = median_seconds(lambda: funnel.refresh(period), 3)
        reference = f"core's days of {SOME} leads"
        bench.ratio("funnel of all leads with their history", taken, base, 10, reference)


# ------------------------------------------------------------
# WHAT THE WEB CLIENT DOES
# ------------------------------------------------------------


def as_user(env, login):
    user = env["res.users"].search([("login", "=", login)])
    check(user, f"the demo has the user {login}")
    return env(user=user.id, context={"lang": "fr_FR", "tz": "Africa/Douala"})


def fresh(env, call):
    """A call that finds nothing in memory, as each request does."""

    def run_fresh():
        env.invalidate_all()
        call()

    return run_fresh


def screens(env):
    """Yield the name and the call of each list and board of leads of our addons."""
    visible = env["ir.ui.menu"]._visible_menu_ids()
    menus = env["ir.ui.menu"].sudo().browse(visible)
    in_menus = {
        menu.action
        for menu in menus
        if visible.issuperset(map(int, menu.parent_path[:-1].split("/")))
    }
    actions = env["ir.actions.act_window"].sudo().search([("res_model", "=", "crm.lead")])
    for action in actions.sorted("id"):
        xmlid = action.get_external_id()[action.id]
        if not xmlid.startswith("kms_"):
            continue
        if env.user.login != "marketing" and action not in in_menus:
            continue
        context = evaluate(action.context)
        domain = evaluate(action.domain) + start_filters(env, action, context)
        for view_id, mode in action.views:
            if mode not in ("list", "kanban"):
                continue
            view = env["ir.ui.view"].sudo().browse(view_id or [])
            name = f"{xmlid.split('.')[1].removeprefix('crm_lead_action_')} {mode}"
            yield from opening(env, name, mode, view, domain, context)


def opening(env, name, mode, view, domain, context):
    """Yield the calls with which a screen opens; those after the first do not hold it up."""
    arch, fields = view_arch(env, view, mode, context)
    if arch.get("default_group_by"):
        yield name, board_call(env, arch, fields, domain, context)
        for bar in arch.xpath("//progressbar"):
            yield f"{name}: coloured bars", bar_call(env, arch, bar, domain, context)
    else:
        yield name, search_call(env, arch, fields, domain, context)
    if mode == "kanban" and arch.get("js_class", "").startswith("kms_pipeline"):
        yield f"{name}: live numbers", figures_call(env, domain)


def evaluate(source, uid=None):
    from odoo.tools.safe_eval import safe_eval

    return safe_eval(source or "[]", {"uid": uid})


def start_filters(env, action, context):
    """Domain of the filters that the action switches on."""
    arch = view_arch(env, action.search_view_id, "search", {})[0]
    domain = []
    for name in [key.removeprefix("search_default_") for key in context if "search_def" in key]:
        for node in arch.xpath(f"//filter[@name='{name}'][@domain]"):
            domain += evaluate(node.get("domain"), env.uid)
    return domain


def view_arch(env, view, mode, context):
    model = env["crm.lead"].with_context(**plain(context))
    found = model.get_views([(view.id or False, mode)])
    return etree.fromstring(found["views"][mode]["arch"]), found["models"]["crm.lead"]["fields"]


def plain(context):
    return {key: value for key, value in context.items() if "search_def" not in key}


def search_call(env, arch, fields, domain, context):
    model = env["crm.lead"].with_context(bin_size=True, **plain(context))
    arguments = {
        "specification": specification(arch, fields),
        "offset": 0,
        "order": arch.get("default_order", ""),
        "limit": int(arch.get("limit") or PAGE),
        "count_limit": COUNT_LIMIT,
    }

    def call():
        found = model.web_search_read(domain, **arguments)
        check(found["records"], "the list shows leads")
        return len(found["records"]) == arguments["limit"]

    return call


def board_call(env, arch, fields, domain, context):
    model = env["crm.lead"].with_context(read_group_expand=True, **plain(context))
    sums = [f"{name}:sum" for name in arch.xpath("//progressbar/@sum_field")]
    arguments = {
        "groupby": [arch.get("default_group_by")],
        "aggregates": [*sums, "company_currency:array_agg_distinct"] if sums else [],
        "auto_unfold": True,
        "opening_info": [],
        "unfold_read_specification": specification(arch, fields),
        "unfold_read_default_limit": int(arch.get("limit") or 40),
        "groupby_read_specification": {},
    }

    def call():
        found = model.web_read_group(domain, **arguments)
        check(any(column["__count"] for column in found["groups"]), "the board shows leads")
        return False

    return call


def bar_call(env, arch, bar, domain, context):
    model = env["crm.lead"].with_context(**plain(context))
    values = {"field": bar.get("field"), "colors": evaluate(bar.get("colors"))}

    def call():
        model.read_progress_bar(domain, arch.get("default_group_by"), values)
        return False

    return call


def figures_call(env, domain):
    def call():
        check(env["crm.lead"].kms_get_pipeline_figures(domain), "there are live numbers")
        return False

    return call


def specification(arch, fields):
    """The fields a view asks for, as the client writes them down."""
    wanted = {}
    for node in arch.iter("field"):
        name = node.get("name")
        if any(parent.tag == "field" for parent in node.iterancestors()):
            continue
        hidden = node.get("column_invisible") in ("1", "True", "true")
        kind = fields[name]["type"]
        if kind == "many2one":
            wanted[name] = {"fields": {} if hidden else {"display_name": {}}}
        elif kind in MULTIPLE:
            color = evaluate(node.get("options") or "{}").get("color_field")
            tags = "tags" in (node.get("widget") or "")
            wanted[name] = {"fields": {"display_name": {}} if tags else {}}
            if color:
                wanted[name]["fields"][color] = {}
        else:
            wanted[name] = {}
        if (node.get("widget") or "").endswith("_activity"):
            wanted |= {
                extra: {"fields": {"display_name": {}}} if extra.endswith("_id") else {}
                for extra in ACTIVITY
            }
        with contextlib.suppress(KeyError):
            wanted[name]["context"] = evaluate(node.attrib["context"])
    return wanted


if __name__ == "__main__":
    run(main, __file__)
