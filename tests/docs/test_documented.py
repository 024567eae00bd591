"""What the program has, what Slack is told and what the documentation says are the same."""

import re
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, Summary

from bot.__main__ import main
from bot.app import build_routes
from bot.domain.access import Action
from bot.manifest import manifest
from bot.reception import Reception
from bot.settings import Settings
from handlers.routes import Routes

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"

NOT_SETTINGS = {"DATABASE_TEST_URL"}
"""Variables that the documentation names and that are the tests', not the program's."""


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    _, _, rest = text.partition(f"\n## {heading}\n")
    assert rest, f"no heading {heading!r}"
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text: str, name: str) -> list[str]:
    """The names in backticks, of the form `name`, that begin a row of a table."""
    return re.findall(rf"^\| `({name})`", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def routes() -> Routes:
    """Every handler that is registered."""
    return build_routes(create_autospec(Reception, instance=True), "memo")[0]


def test_commands(routes: Routes) -> None:
    told = [command["command"] for command in manifest()["features"]["slash_commands"]]
    documented = re.findall(r"^## `(/\w+)`", page("commands.md"), flags=re.MULTILINE)
    assert sorted(routes.commands) == sorted(told) == sorted(documented)


def test_the_words_after_praiseworthy(routes: Routes) -> None:
    documented = re.findall(
        r"^\| `/praiseworthy (\w+)", section(page("commands.md"), "`/praiseworthy`"), flags=re.MULTILINE
    )
    hint = next(c["usage_hint"] for c in manifest()["features"]["slash_commands"] if c["command"] == "/praiseworthy")
    assert {*routes.subcommands, "help"} == set(documented) == set(hint.split(", "))


def test_commands_are_declared_with_escaping() -> None:
    assert all(command["should_escape"] for command in manifest()["features"]["slash_commands"])


def test_shortcuts(routes: Routes) -> None:
    told = {shortcut["callback_id"]: shortcut["name"] for shortcut in manifest()["features"]["shortcuts"]}
    documented = dict(re.findall(r"\*\*([\w ]+)\*\* \(`(\w+)`\)", section(page("commands.md"), "From a message")))
    assert sorted(routes.shortcuts) == sorted(told)
    assert {name: callback_id for callback_id, name in told.items()} == documented


def test_events(routes: Routes) -> None:
    told = manifest()["settings"]["event_subscriptions"]["bot_events"]
    documented = re.findall(r"`(\w+)`", section(page("commands.md"), "Events that the bot listens to"))
    # `message.channels` and its like arrive as `message` ("message event").
    assert sorted(routes.events) == sorted({name.partition(".")[0] for name in told}) == sorted(documented)


def test_events_that_are_kept_are_worked_off() -> None:
    kept, workers = build_routes(create_autospec(Reception, instance=True), "memo")
    assert set(workers) <= set(kept.events)


def test_settings() -> None:
    fields = {str(field.validation_alias): field.default for field in Settings.model_fields.values()}
    rows = re.findall(r"^\| `([A-Z_]+)` \| .* \| ([^|]+) \|$", page("settings.md"), flags=re.MULTILINE)
    documented = {variable: default.split("`")[1] if "`" in default else None for variable, default in rows}
    assert documented == fields


def test_every_variable_that_is_named_anywhere_exists() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), REPOSITORY / "README.md")]
    named = {name for text in texts for name in re.findall(r"\b(?:SLACK|DATABASE|PRAISEWORTHY)_[A-Z_]+\b", text)}
    assert named <= {str(field.validation_alias) for field in Settings.model_fields.values()} | NOT_SETTINGS


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """What `--help` prints."""
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^    (\w+) ", help_of(capsys), flags=re.MULTILINE)
    rows = dict(re.findall(r"^\| `praiseworthy (\w+)` \| (.*) \|$", page("running.md"), flags=re.MULTILINE))
    assert sorted(commands) == sorted(rows)
    for command in commands:
        options = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", help_of(capsys, command), flags=re.MULTILINE))
        assert options - {"--help"} == set(re.findall(r"`(--[\w-]+)", rows[command])), command


def test_the_modes(capsys: pytest.CaptureFixture[str]) -> None:
    modes = re.search(r"--mode \{([\w,]+)\}", help_of(capsys, "run"))
    assert modes
    row = next(line for line in page("running.md").splitlines() if line.startswith("| `praiseworthy run`"))
    assert all(f"`{mode}`" in row for mode in modes[1].split(","))


def test_metrics() -> None:
    counted: dict[str, set[str]] = {}
    for metric in {id(metric): metric for metric in REGISTRY._names_to_collectors.values()}.values():
        if isinstance(metric, Counter | Gauge | Histogram | Summary):
            (family,) = metric.describe()
            if family.name.startswith("praiseworthy_"):
                name = f"{family.name}_total" if isinstance(metric, Counter) else family.name
                counted[name] = set(metric._labelnames)
    rows = re.findall(r"^\| `(praiseworthy_\w+)` \| ([^|]*)\|", page("running.md"), flags=re.MULTILINE)
    assert {name: set(re.findall(r"\w+", labels)) for name, labels in rows} == counted


def test_paths_of_health_and_metrics() -> None:
    assert first_cells(page("running.md"), r"GET /\w+") == ["GET /healthz", "GET /metrics"]


def test_access() -> None:
    assert sorted(first_cells(page("access.md"), r"\w+")) == sorted(Action)


def test_the_pages_link_to_pages_that_exist() -> None:
    for path in (*DOCS.glob("*.md"), REPOSITORY / "README.md"):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
