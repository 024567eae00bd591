"""What the environment and `.env` say, and what is said when they can't be used."""

from pathlib import Path

import pytest

from bot.errors import CannotStart
from bot.settings import Mode, Settings, read_settings, read_settings_for

BOT, APP, SIGNING = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
GOOD = {BOT: "xoxb-secret-1", APP: "xapp-secret-2", SIGNING: "secret-3"}
VARIABLES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def give(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def refusal(mode: Mode | None = None) -> str:
    with pytest.raises(CannotStart) as error:
        read_settings_for(mode)
    return str(error.value)


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ((), Mode.PLAYGROUND),
        ((BOT, APP), Mode.SOCKET),
        ((BOT, APP, SIGNING), Mode.SOCKET),
        ((BOT, SIGNING), Mode.HTTP),
    ],
)
def test_the_credentials_choose_the_mode(monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], mode: Mode) -> None:
    give(monkeypatch, **{name: GOOD[name] for name in given})
    assert read_settings_for(None)[1] is mode


@pytest.mark.parametrize("mode", Mode)
def test_a_mode_that_is_asked_for_is_taken(monkeypatch: pytest.MonkeyPatch, mode: Mode) -> None:
    give(monkeypatch, **GOOD)
    assert read_settings_for(mode)[1] is mode


@pytest.mark.parametrize(
    ("given", "mode", "missing"),
    [
        ((BOT,), None, [APP]),
        ((APP,), None, [BOT]),
        ((SIGNING,), None, [BOT]),
        ((), Mode.SOCKET, [BOT, APP]),
        ((), Mode.HTTP, [BOT, SIGNING]),
        ((BOT, SIGNING), Mode.SOCKET, [APP]),
        ((BOT, APP), Mode.HTTP, [SIGNING]),
    ],
)
def test_what_a_mode_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], mode: Mode | None, missing: list[str]
) -> None:
    give(monkeypatch, **{name: GOOD[name] for name in given})
    said = refusal(mode)
    assert [name for name in GOOD if f"{name} is missing" in said] == missing


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_blank_is_missing(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    give(monkeypatch, **dict.fromkeys(VARIABLES, blank))
    assert read_settings_for(None) == (Settings(_env_file=None), Mode.PLAYGROUND)  # type: ignore[call-arg] # pydantic's own
    assert read_settings().database_url == "sqlite:///praiseworthy.db"
    assert BOT in refusal(Mode.SOCKET)


def test_a_blank_around_a_value_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, SLACK_BOT_TOKEN=" xoxb-1\n", SLACK_APP_TOKEN="xapp-1 ", PRAISEWORTHY_LOG_LEVEL=" Debug ")
    settings, _ = read_settings_for(Mode.SOCKET)
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "xoxb-1"
    assert settings.log_level == "debug"


def test_everything_that_is_wrong_is_listed_together_without_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    give(
        monkeypatch,
        SLACK_BOT_TOKEN="hunter1",
        SLACK_APP_TOKEN="hunter2",
        SLACK_API_URL="https://hunter3.example",
        DATABASE_URL="mysql://hunter4:hunter5@host/db",
        PRAISEWORTHY_LOG_LEVEL="hunter6",
        PRAISEWORTHY_LOG_FORMAT="hunter7",
        PRAISEWORTHY_REACTION="hunter 8",
    )
    said = refusal()
    lines = said.splitlines()
    named = [line.split()[1] for line in lines[1:]]
    assert sorted(named) == sorted(
        [
            *(BOT, APP, "SLACK_API_URL", "DATABASE_URL"),
            *("PRAISEWORTHY_LOG_LEVEL", "PRAISEWORTHY_LOG_FORMAT", "PRAISEWORTHY_REACTION"),
        ]
    )
    assert "hunter" not in said
    assert "pydantic" not in said.lower()
    assert "Literal" not in said


def test_a_bot_token_alone_is_told_of_both_ways_on(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, SLACK_BOT_TOKEN=GOOD[BOT])
    assert APP in refusal()
    assert SIGNING in refusal()


def test_one_problem_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, PRAISEWORTHY_LOG_FORMAT="xml")
    assert refusal() == "The settings can't be used: PRAISEWORTHY_LOG_FORMAT must be text or json."


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////var/lib/praiseworthy/praiseworthy.db",
        "sqlite:///praiseworthy.db",
        "postgresql://bot:word@db.example:5432/praiseworthy",
        "postgresql://bot@/praiseworthy?host=/run/postgresql",
    ],
)
def test_a_database_url_that_can_be_used(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    give(monkeypatch, DATABASE_URL=address)
    assert read_settings().database_url == address


@pytest.mark.parametrize(
    "address",
    [
        "praiseworthy.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://a@b/c",
        "postgresql://a@b:port/c",
        "postgres:",
        ":",
    ],
)
def test_a_database_url_that_can_t_be_used(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    give(monkeypatch, DATABASE_URL=address)
    assert "DATABASE_URL must look like" in refusal()


@pytest.mark.parametrize("address", ["https://slack.com/api/", "http://127.0.0.1:8080/api/"])
def test_an_api_url_that_can_be_used(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    give(monkeypatch, SLACK_API_URL=address)
    assert read_settings().api_url == address


@pytest.mark.parametrize(
    "address", ["https://slack.com/api", "slack.com/api/", "https:///api/", "ftp://slack.com/api/"]
)
def test_an_api_url_that_can_t_be_used(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    give(monkeypatch, SLACK_API_URL=address)
    assert "SLACK_API_URL must be" in refusal()


@pytest.mark.parametrize(("said", "name"), [("memo", "memo"), (":memo:", "memo"), ("+1", "+1"), ("ok_hand", "ok_hand")])
def test_the_reaction_is_an_emoji_with_or_without_colons(monkeypatch: pytest.MonkeyPatch, said: str, name: str) -> None:
    give(monkeypatch, PRAISEWORTHY_REACTION=said)
    assert read_settings().reaction == name


def test_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"{BOT}=xoxb-file\n{SIGNING}=from-file\nDATABASE_URL=\nPRAISEWORTHY_REACTION='notebook'\nUNRELATED=1\n",
        encoding="utf-8",
    )
    give(monkeypatch, PRAISEWORTHY_REACTION="pencil")
    settings, mode = read_settings_for(None)
    assert mode is Mode.HTTP
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "xoxb-file"
    assert settings.reaction == "pencil"
    assert settings.database_url == "sqlite:///praiseworthy.db"


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **GOOD, DATABASE_URL="postgresql://bot:secret-4@host/db")
    settings = read_settings()
    for shown in (repr(settings), str(settings), f"{settings}", repr(settings.for_playground(CREDENTIALS))):
        assert "secret" not in shown.replace("signing_secret=", "")


CREDENTIALS = {"SLACK_API_URL": "http://127.0.0.1:8080/api/", BOT: "xoxb-secret-5", APP: "xapp-secret-6"}


def test_the_playground_s_credentials_take_the_place_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **GOOD, PRAISEWORTHY_REACTION="pencil")
    settings = read_settings().for_playground(CREDENTIALS)
    assert settings.api_url == CREDENTIALS["SLACK_API_URL"]
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == CREDENTIALS[BOT]
    assert settings.app_token is not None
    assert settings.app_token.get_secret_value() == CREDENTIALS[APP]
    assert settings.signing_secret is None
    assert settings.reaction == "pencil"
