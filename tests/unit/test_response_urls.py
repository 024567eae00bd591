"""Answers go to Slack alone, whatever address a form brought back."""

import pytest

from bot.messenger import is_of_slack

SLACK, GOV, LOCAL = "https://slack.com/api/", "https://slack-gov.com/api/", "http://127.0.0.1:8100/api/"


@pytest.mark.parametrize(
    ("address", "api_url"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", SLACK),
        ("https://hooks.slack.com/commands/T1/2/3", SLACK),
        ("https://slack.com/anything", SLACK),
        ("https://hooks.slack-gov.com/actions/T1/2/3", GOV),
        ("http://127.0.0.1:8100/response/abc", LOCAL),
        ("http://localhost:9/response/abc", LOCAL),
    ],
)
def test_slacks_own(address: str, api_url: str) -> None:
    assert is_of_slack(address, api_url)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.com/actions/T1/2/3",
        "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com.evil.example/",
        "https://evilslack.com/",
        "https://slack.com@evil.example/",
        "https://evil.example#@hooks.slack.com/",
        "https://evil.example?hooks.slack.com/",
        "https://evil.example\\@hooks.slack.com/",
        "https://169.254.169.254/latest/meta-data/",
        "http://localhost:8080/",
        "http://[::1]:5432/",
        "https://[",
        "file:///etc/passwd",
        "ftp://slack.com/",
        "//hooks.slack.com/",
        "hooks.slack.com",
        "",
    ],
)
def test_any_other(address: str) -> None:
    assert not is_of_slack(address, SLACK)
