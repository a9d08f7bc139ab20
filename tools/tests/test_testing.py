from kms import phases, testing


class Databases:
    """Databases that exist in name only."""

    def __init__(self, *names):
        self.existing = set(names)

    def names(self):
        return sorted(self.existing)

    def create(self, name):
        self.existing.add(name)

    def drop(self, name):
        self.existing.discard(name)

    def rename(self, source, target):
        self.existing.remove(source)
        self.existing.add(target)


class Ground:
    def __init__(self, *names):
        self.databases = Databases(*names)


def make(ground, problems=()):
    run = testing.Run(ground)

    def maker(phase, draft):
        ground.databases.create(draft)
        phase.problems += problems

    return run, run._kept("kmstest_core", ["key"], maker)


def test_a_kept_database_replaces_the_one_before():
    ground = Ground("kmstest_core_00000000", "kmstest_other")
    run, name = make(ground)
    assert ground.databases.existing == {name, "kmstest_other"}
    assert make(ground)[1] == name, "the second time it is there"
    run.clean_up()
    assert ground.databases.existing == {name}


def test_a_broken_database_is_not_kept():
    ground = Ground()
    run, name = make(ground, ["it broke"])
    assert name is None
    run.clean_up()
    assert not ground.databases.existing


def test_an_unknown_name_is_refused(capsys):
    assert testing.run(None, ["kms_nothing"]) == 2
    assert "No such test: kms_nothing" in capsys.readouterr().err


def test_what_fails_to_start_is_a_problem():
    def broken(_phase):
        raise OSError("no space")

    phase = phases.timed(testing.Phase("x"), broken)
    assert phase.problems == ["OSError: no space"]


def test_a_sub_command_goes_before_the_options():
    program, *options = phases._split(["python", "-m", "odoo", "--config=x", "--db_host=y"])
    assert program == ["python", "-m", "odoo"]
    assert options == ["--config=x", "--db_host=y"]
