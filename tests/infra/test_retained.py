"""What outlives a deleted stack can be taken up by a new one."""

import json
from pathlib import Path

import pytest

from infra import house, retained

GONE = [
    {"LogicalResourceId": name, "PhysicalResourceId": f"zhanggui-{name}-1A2B", "ResourceStatus": "DELETE_SKIPPED"}
    for name, its in house.template()["Resources"].items()
    if its["Type"]
    in (
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::Cognito::UserPool",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
        "AWS::SQS::Queue",
    )
]


def described(folder: Path, resources: object) -> Path:
    gone = folder / "gone.json"
    gone.write_text(json.dumps({"StackResources": resources}))
    return gone


def test_all_that_the_template_retains_with_its_data_is_taken_up(tmp_path: Path) -> None:
    assert retained.main([str(described(tmp_path, GONE)), str(tmp_path / "out")]) == 0
    template = json.loads((tmp_path / "out" / "template.json").read_text())
    told = json.loads((tmp_path / "out" / "resources.json").read_text())
    holding_data = {
        name
        for name, its in house.template()["Resources"].items()
        if its.get("DeletionPolicy") == "RetainExceptOnCreate" and not its["Type"].startswith(("AWS::IAM", "AWS::ApiG"))
    }
    assert set(template["Resources"]) == {one["LogicalResourceId"] for one in told} == holding_data
    assert {"TableName": "zhanggui-SkuTable-1A2B"} in [one["ResourceIdentifier"] for one in told]
    # An import takes only what says that it stays, and only what stands alone.
    assert all(its["DeletionPolicy"].startswith("Retain") for its in template["Resources"].values())
    known = {*template["Parameters"], *template["Resources"], "AWS::StackName", "AWS::NoValue"}
    assert set(retained._named(template, "Ref")) <= known
    assert set(retained._named(template, "Fn::GetAtt")) <= set(template["Resources"])
    assert set(retained._named(template["Resources"], "Fn::If")) == set(template["Conditions"])


@pytest.mark.parametrize("resources", [[], GONE[1:], [{**GONE[0], "PhysicalResourceId": ""}, *GONE[1:]]])
def test_a_table_that_nobody_can_find_is_named_instead_of_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], resources: list[dict[str, str]]
) -> None:
    assert retained.main([str(described(tmp_path, resources)), str(tmp_path / "out")]) == 2
    assert GONE[0]["LogicalResourceId"] in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
