"""Linters find nothing in the template, and do find what is planted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.conftest import Tools
from tests.infra.reading import ROOT, TEMPLATE

# A queue without an end, open to everybody, a role that may do everything, and a property that doesn't exist.
BAD = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.14
      Handler: handler.handler
      CodeUri: s3://bucket/key
      Tmeout: 30
  WorkRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: Everything
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
  Open:
    Type: AWS::S3::Bucket
    Properties: {AccessControl: PublicRead}
"""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bad") / "template.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


def lint(template: Path) -> list[str]:
    """The ids of what cfn-lint finds."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return [finding["Rule"]["Id"] for finding in json.loads(done.stdout)]


def test_the_linter_finds_nothing_but_what_is_planted(bad: Path) -> None:
    assert lint(TEMPLATE) == []
    assert lint(bad) != []


def test_sam_finds_the_template_valid_and_not_the_planted_one(tools: Tools, bad: Path) -> None:
    own = tools.run("sam", "validate", "--lint", "--template", str(TEMPLATE))
    planted = tools.run("sam", "validate", "--lint", "--template", str(bad))

    assert own.returncode == 0, own.stderr
    assert planted.returncode != 0


def test_checkov_finds_nothing_but_what_is_planted(tools: Tools, bad: Path) -> None:
    options = ["--config-file", str(ROOT / "infra" / "checkov.yaml"), "--output", "json", "--compact"]
    done = tools.run("checkov", *options, "--file", str(TEMPLATE), "--file", str(bad))

    results = json.loads(done.stdout)["results"]

    failed = {(Path(one["file_abs_path"]), one["check_id"]) for one in results["failed_checks"]}
    passed = {one["check_id"] for one in results["passed_checks"] if Path(one["file_abs_path"]) == TEMPLATE}
    assert [check for path, check in failed if path == TEMPLATE] == []
    assert {check for path, check in failed if path == bad} >= {"CKV_AWS_20", "CKV_AWS_63"}
    assert len(passed) > 20
