from kms import phases


def test_an_earlier_version_has_a_foundation_of_its_own(tmp_path):
    for name, depends in {"kms_one": ["sale", "kms_two"], "kms_two": ["base"]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(str({"name": name, "depends": depends}))
    assert phases.addons(tmp_path) == ["kms_one", "kms_two"]
    assert phases.foundation(tmp_path) == ["base", "sale"]
    assert set(phases.foundation()) > {"base", "sale"}
