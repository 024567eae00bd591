"""Settings: the only reader of the environment (and of `.env`). docs/settings.md lists them in words."""

import base64
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import CannotStart


class Mode(StrEnum):
    """How the program talks with Slack."""

    SOCKET = "socket"
    HTTP = "http"
    PLAYGROUND = "playground"


def _api_url(value: str) -> str:
    if not re.fullmatch(r"https?://\S+/api/", value):
        raise ValueError("must be the base of the Web API and end in /api/, like https://slack.com/api/")
    return value


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
        is_usable = url.get_backend_name() == "postgresql" or (
            url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
        )
    except (ArgumentError, ValueError):
        is_usable = False
    if not is_usable:
        raise ValueError("must look like sqlite:////path/to/file.db or postgresql://user@host/database")
    return value


def _reaction(value: str) -> str:
    name = value.strip().strip(":")
    if not re.fullmatch(r"[\w+'-]+", name):
        raise ValueError("must be the name of an emoji, like memo")
    return name


def _hooks_secret(value: SecretStr) -> SecretStr:
    prefix, _, key = value.get_secret_value().partition("_")
    try:
        size = len(base64.b64decode(key + "=" * (-len(key) % 4), validate=True))
    except ValueError:
        size = 0
    # "Standard Webhooks", Signature scheme: 24 to 64 bytes.
    if prefix != "whsec" or not 24 <= size <= 64:
        raise ValueError("must be whsec_ followed by 24 to 64 random bytes in base64")
    return value


def _told(problem: Mapping[str, Any]) -> str:
    """What pydantic finds wrong with a variable, in words."""
    if problem["type"] == "literal_error":
        return f"must be {problem['ctx']['expected'].replace(chr(39), '')}"
    return str(problem["msg"]).removeprefix("Value error, ")


class Settings(BaseSettings):
    """What the environment says. Secrets are never shown by `repr` and never logged."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL"
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///praiseworthy.db",
        validation_alias="DATABASE_URL",
        repr=False,  # it may carry a password
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(lambda value: str(value).lower())
    ] = Field(default="info", validation_alias="PRAISEWORTHY_LOG_LEVEL")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="PRAISEWORTHY_LOG_FORMAT")
    host: str = Field(default="127.0.0.1", validation_alias="PRAISEWORTHY_HOST")
    reaction: Annotated[str, AfterValidator(_reaction)] = Field(
        default="memo", validation_alias="PRAISEWORTHY_REACTION"
    )

    hooks_key: Annotated[SecretStr | None, AfterValidator(lambda value: value and _hooks_secret(value))] = Field(
        default=None, validation_alias="PRAISEWORTHY_HOOKS_SECRET"
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_missing(cls, variables: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in variables.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    def choose_mode(self) -> Mode:
        """The mode that the credentials call for ('auto')."""
        if self.app_token:
            return Mode.SOCKET
        if self.signing_secret:
            return Mode.HTTP
        # A bot token alone is half of a set-up: as a mode it is Socket Mode, whose check names what is missing.
        return Mode.SOCKET if self.bot_token else Mode.PLAYGROUND

    def for_playground(self, credentials: dict[str, str]) -> "Settings":
        """The same settings with the playground's credentials, given under the variables' names."""
        return self.model_copy(
            update={
                "api_url": credentials["SLACK_API_URL"],
                "bot_token": SecretStr(credentials["SLACK_BOT_TOKEN"]),
                "app_token": SecretStr(credentials["SLACK_APP_TOKEN"]),
                "signing_secret": None,
            }
        )

    def problems_for(self, mode: Mode) -> list[str]:
        """What this mode needs and the environment lacks."""
        problems = []
        if mode is not Mode.PLAYGROUND:
            problems += _token_problems("SLACK_BOT_TOKEN", self.bot_token, "xoxb-")
        if mode is Mode.SOCKET:
            problems += _token_problems("SLACK_APP_TOKEN", self.app_token, "xapp-")
            if not self.app_token and not self.signing_secret:
                problems[-1] += " (or set SLACK_SIGNING_SECRET to receive requests over HTTP)"
        if mode is Mode.HTTP and not self.signing_secret:
            problems.append("SLACK_SIGNING_SECRET is missing: it stands under Basic Information in the app's settings")
        return problems


def _token_problems(name: str, token: SecretStr | None, prefix: str) -> list[str]:
    if token is None:
        return [f"{name} is missing: it begins with {prefix}"]
    if not token.get_secret_value().startswith(prefix):
        return [f"{name} must begin with {prefix}"]
    return []


def read_settings() -> Settings:
    """Reads the environment and `.env`. Raises `CannotStart` that lists all that is wrong, without the values."""
    settings, problems = _read()
    _refuse(problems)
    return settings


def read_settings_for(mode: Mode | None) -> tuple[Settings, Mode]:
    """The settings, and the mode that they call for where none is given.

    Raises `CannotStart` that lists all that is wrong, what the mode lacks too, without the values.
    """
    settings, problems = _read()
    mode = mode or settings.choose_mode()
    _refuse(problems + settings.problems_for(mode))
    return settings, mode


def _read() -> tuple[Settings, list[str]]:
    """The settings, with the default where a variable can't be used, and what is wrong with those variables."""
    try:
        return Settings(), []
    except UnicodeDecodeError:
        raise CannotStart("The settings can't be used: .env must be text in UTF-8.") from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    wrong = {str(problem["loc"][0]): _told(problem) for problem in found}
    defaults = {str(field.validation_alias): field.default for field in Settings.model_fields.values()}
    usable = Settings(**{name: defaults[name] for name in wrong})
    return usable, [f"{name} {problem}" for name, problem in wrong.items()]


def _refuse(problems: list[str]) -> None:
    if len(problems) == 1:
        raise CannotStart(f"The settings can't be used: {problems[0]}.")
    if problems:
        raise CannotStart("The settings can't be used:\n" + "\n".join(f"  - {problem}" for problem in problems))
