"""The set-up as a whole: which steps, in which order, one run at a time."""

import sys
from concurrent.futures import ThreadPoolExecutor

from . import files, progress
from .progress import Step
from .steps import aside, database, odoo, postgres, system, venv


def everything(project):
    """All that ``./kms up`` serves, the demo database included."""
    with _alone(project):
        _ground(project)
        with Step("Demo database") as step:
            database.prepare(project, step)


def ground(project):
    """All but the demo database: what Odoo and SQL need."""
    with _alone(project):
        _ground(project)


def test_ground(project):
    """All that tests need, over a PostgreSQL cluster of their own, without fsync.

    :return: :class:`~kms.phases.Ground`
    """
    from .phases import Ground

    cluster = "demo" if project.db_url else "test"
    with _alone(project):
        _ground(project, cluster)
        project.write_odoo_rc(cluster)
        with Step("Programs for the tests") as step:
            aside.prepare(project, step)
    return Ground(
        python=str(project.python),
        odoo=project.odoo_command(cluster),
        environment=project.environment(cluster),
        data_dir=project.data_dir,
        stamp=project.stamp(),
        addons_path=project.addons_path(),
    )


def programs(project):
    """Odoo and the Python packages: what a server needs of us, whatever its PostgreSQL is."""
    with _alone(project):
        odoo.check(project)
        with Step("Odoo 19") as step:
            odoo.prepare(project, step)
        with Step("Python packages") as step:
            venv.prepare(project, step)
        venv.point_at_odoo(project)


def system_packages(project):
    """The system's packages alone."""
    with _alone(project), Step("System packages") as step:
        system.prepare(project, step)


def _ground(project, cluster="demo"):
    odoo.check(project)
    # fetching Odoo waits for the network and unpacks; the rest has the other processor meanwhile
    fetching = Step("Odoo 19", behind=True)
    with ThreadPoolExecutor(1) as lane:
        fetched = lane.submit(_fetch_odoo, project, fetching)
        try:
            with Step("System packages") as step:
                system.prepare(project, step)
            with Step("Python packages") as step:
                venv.prepare(project, step)
            with Step("PostgreSQL") as step:
                postgres.prepare(project, step, cluster)
            fetching.behind = False
            fetched.result()
        except BaseException:
            progress.running.stop()
            raise
    venv.point_at_odoo(project)
    project.write_odoo_rc(cluster)


def _fetch_odoo(project, step):
    with step:
        odoo.prepare(project, step)


def _alone(project):
    project.make_folders()

    def waiting():
        print("  ..  another ./kms is setting up this project; waiting for it", file=sys.stderr)

    return files.locked(project.state / "lock", waiting)
