"""The sub-commands of ``./kms``.

A sub-command is a function ``run(project, arguments) -> exit status`` in :data:`COMMANDS`; the
first line of its docstring is its line in ``./kms help``. :func:`ground` prepares what tests and
benchmarks stand on.
"""

import os
import shlex
import sys

from . import doctor, errors, setup
from .errors import Refusal
from .project import Project
from .steps import server


def up(project, arguments):
    """Set everything up, create the demo database and serve it (up --help)"""
    return server.up(project, arguments)


def down(project, arguments):
    """Stop the server and PostgreSQL"""
    return server.down(project, arguments)


def fetch(project, arguments):
    """Odoo and the Python packages alone, for a server or a container image"""
    setup.programs(project)
    return 0


def odoo(project, arguments):
    """Odoo with the project's configuration: ./kms odoo --help"""
    setup.ground(project)
    command = [str(project.python), "-m", "odoo"]
    if arguments and not arguments[0].startswith("-"):
        # Odoo looks for the sub-commands of addons before it reads its configuration
        command.append(f"--addons-path={project.addons_path()}")
    return _become(project, [*command, *arguments])


def shell(project, arguments):
    """Python over the demo database, with env"""
    return odoo(project, ["shell", "--no-http", *arguments])


def psql(project, arguments):
    """SQL over the demo database"""
    setup.ground(project)
    named = {"PGDATABASE": project.database}
    return _become(project, ["psql", *arguments], named)


def env(project, arguments):
    """Print the settings as export lines: eval "$(./kms env)\""""
    project.port = server.served_port(project) or project.port
    for name, value in project.exports().items():
        print(f"export {name}={shlex.quote(value)}")
    if not project.python.exists():
        print("Nothing is set up yet: run  ./kms up", file=sys.stderr)
    return 0


def examine(project, arguments):
    """Say what is missing and the command that mends it"""
    return doctor.run(project)


def test(project, arguments):
    """Every proof of the suite, or of the addons named: ./kms test [addon ...]"""
    from . import testing

    return testing.run(setup.test_ground(project), arguments)


def bench(project, arguments):
    """The benchmarks, or those named: ./kms bench [name ...]"""
    from . import bench as benchmarks

    return benchmarks.run(setup.test_ground(project), arguments)


def backup(project, arguments):
    """Database and filestore into one encrypted file: ./kms backup [--to FOLDER]"""
    from .backup import take

    return take.run(project, arguments)


def restore(project, arguments):
    """A backup into a new database: ./kms restore FILE --to DATABASE, or --drill"""
    from .backup import bring

    return bring.run(project, arguments)


def upgrade_drill(project, arguments):
    """A database of an earlier version updated to this one: ./kms upgrade-drill [REVISION]"""
    from . import upgrade

    return upgrade.run(setup.test_ground(project), arguments)


def lint(project, arguments):
    """The linters: ./kms lint [--fix]"""
    from . import lint as linters

    setup.system_packages(project)
    return linters.main(arguments)


def usage(project, arguments):
    """This list"""
    print("./kms COMMAND [ARGUMENTS]\n")
    for name, function in COMMANDS.items():
        print(f"  {name:14}{function.__doc__}")
    print("\nKMS_ODOO=/path uses an Odoo 19 that is there, KMS_DB_URL=postgresql://user@host an")
    print("existing PostgreSQL, KMS_DB another database name, KMS_PORT another port.")
    return 0


COMMANDS = {
    "up": up,
    "down": down,
    "test": test,
    "lint": lint,
    "bench": bench,
    "fetch": fetch,
    "odoo": odoo,
    "shell": shell,
    "psql": psql,
    "backup": backup,
    "restore": restore,
    "upgrade-drill": upgrade_drill,
    "env": env,
    "doctor": examine,
    "help": usage,
}


def _become(project, command, more=None):
    """Replace this process: signals, terminal and exit status are then the program's own."""
    sys.stdout.flush()
    environment = {**project.environment(), **(more or {})}
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606  no shell is wanted
    except FileNotFoundError:
        raise Refusal(f"{command[0]} is not installed; ./kms doctor says how to get it.") from None


def main(arguments):
    """Run one sub-command; what is refused is one sentence on the terminal and status 1."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in ("-h", "--help"):
        name = "help"
    if name not in COMMANDS:
        print(f"./kms has no command «{name}»; ./kms help lists them.", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](Project(), rest)
    except Refusal as refusal:
        sentence = str(refusal)
    except KeyboardInterrupt:
        print("\nStopped; the same command continues where this one was.", file=sys.stderr)
        return 130
    except OSError as error:
        sentence = errors.of_the_system(error)
    except Exception as error:  # noqa: BLE001  people get a sentence, the file what we need to mend it
        sentence = errors.unforeseen(error)
    print(f"\n{sentence}", file=sys.stderr)
    return 1
