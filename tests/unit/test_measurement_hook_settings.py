"""The hook's secret is checked at the start, and never shown."""

import base64

import pytest

from bot.errors import CannotStart
from bot.settings import read_settings

NAME = "PRAISEWORTHY_HOOKS_SECRET"


def secret(size: int) -> str:
    return f"whsec_{base64.b64encode(bytes(range(size))).decode()}"


@pytest.mark.parametrize("value", [secret(24), secret(32), secret(64), f" {secret(32)} ", secret(32).rstrip("=")])
def test_a_secret_of_the_specification_is_taken(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    settings = read_settings()
    assert settings.hooks_key is not None
    assert settings.hooks_key.get_secret_value() == value.strip()
    assert value.strip() not in repr(settings)


@pytest.mark.parametrize(
    "value", [secret(23), secret(65), secret(32)[6:], "whsec_", "whsec_???", "whsec_äöü", "WHSEC_x"]
)
def test_any_other_stops_the_start_and_is_not_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(CannotStart, match=f"{NAME} must be whsec_ followed by") as refused:
        read_settings()
    assert value not in str(refused.value).replace("whsec_ followed", "")


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_one_the_hook_is_off(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv(NAME, raising=False)
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert read_settings().hooks_key is None
