"""Settings: the only reader of the environment (and of `.env`). docs/settings.md lists them in words."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import CannotStart


class Mode(StrEnum):
    """How the program talks with Slack."""

    SOCKET = "socket"
    HTTP = "http"
    PLAYGROUND = "playground"


def _blank_is_missing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


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


Secret = Annotated[SecretStr | None, BeforeValidator(_blank_is_missing)]


class Settings(BaseSettings):
    """What the environment says. Secrets are never shown by `repr` and never logged."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: Secret = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    app_token: Secret = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    signing_secret: Secret = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL"
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///praiseworthy.db", validation_alias="DATABASE_URL"
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(lambda value: str(value).strip().lower())
    ] = Field(default="info", validation_alias="PRAISEWORTHY_LOG_LEVEL")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="PRAISEWORTHY_LOG_FORMAT")
    host: str = Field(default="127.0.0.1", validation_alias="PRAISEWORTHY_HOST")
    reaction: Annotated[str, AfterValidator(_reaction)] = Field(
        default="memo", validation_alias="PRAISEWORTHY_REACTION"
    )

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

    def check_for(self, mode: Mode) -> None:
        """Raises `CannotStart` that lists what this mode needs and the environment lacks."""
        problems = []
        if mode is not Mode.PLAYGROUND:
            problems += _token_problems("SLACK_BOT_TOKEN", self.bot_token, "xoxb-")
        if mode is Mode.SOCKET:
            problems += _token_problems("SLACK_APP_TOKEN", self.app_token, "xapp-")
            if not self.app_token and not self.signing_secret:
                problems[-1] += " (or set SLACK_SIGNING_SECRET to receive requests over HTTP)"
        if mode is Mode.HTTP and not self.signing_secret:
            problems.append("SLACK_SIGNING_SECRET is missing: it stands under Basic Information in the app's settings")
        if problems:
            raise CannotStart(list_problems(problems))


def _token_problems(name: str, token: SecretStr | None, prefix: str) -> list[str]:
    if token is None:
        return [f"{name} is missing: it begins with {prefix}"]
    if not token.get_secret_value().startswith(prefix):
        return [f"{name} must begin with {prefix}"]
    return []


def list_problems(problems: list[str]) -> str:
    """Several problems as one text for the operator."""
    if len(problems) == 1:
        return f"The settings can't be used: {problems[0]}."
    return "The settings can't be used:\n" + "\n".join(f"  - {problem}" for problem in problems)


def read_settings() -> Settings:
    """Reads the environment and `.env`. Raises `CannotStart` that lists all that is wrong, without the values."""
    try:
        return Settings()
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False, include_input=False):
            message = item["msg"].removeprefix("Value error, ")
            problems.append(f"{'.'.join(str(part) for part in item['loc'])}: {message[:1].lower()}{message[1:]}")
        raise CannotStart(list_problems(problems)) from None
