"""A real browser against real processes: the playground's page with a small gallery app, and the whole product."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
WIDE = (1280, 800)
SLIM = (390, 844)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_IN_CI = os.environ.get("CI") == "true"

_SIDEWAYS = (
    "document.documentElement.scrollWidth > innerWidth || "
    "[...document.querySelectorAll('.scroller, .modal-body, .sidebar-lists')]"
    ".some((e) => e.scrollWidth > e.clientWidth + 1)"
)


class Chat:
    """One browser window, with what a person does in it in their words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog")

    def write(self, text: str) -> None:
        """Write into the composer and press Enter."""
        composer = self.page.get_by_label("Message or /command")
        composer.fill(text)
        composer.press("Enter")
        expect(composer).to_have_value("")

    def message(self, having: str) -> Locator:
        """The newest message with these words, waited for."""
        found = self.page.get_by_test_id("message").filter(has_text=having).last
        expect(found).to_be_visible()
        return found

    def press(self, name: str, inside: Locator | None = None) -> None:
        """Press a button by its words."""
        (inside or self.page).get_by_role("button", name=name, exact=True).click()

    def choose(self, field: str, option: str) -> None:
        """Pick an option of a select."""
        self.page.get_by_role("combobox", name=field, exact=True).click()
        self.page.get_by_role("listbox", name=field, exact=True).get_by_role("option", name=option).click()

    def message_action(self, message: Locator, name: str) -> None:
        """Open a message's menu and take one of its lines."""
        message.hover()
        message.get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=name).click()

    def open_conversation(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Conversations").get_by_role("button", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)

    def act_as(self, name: str) -> None:
        self.page.get_by_test_id("acting-as").click()
        self.page.get_by_role("menuitem", name=name).click()
        expect(self.page.get_by_role("button", name=f"Acting as {name}")).to_be_visible()

    def reload(self) -> None:
        self.page.reload()
        self.page.get_by_test_id("acting-as").wait_for()

    def scrolls_sideways(self) -> bool:
        """Whether anything is wider than the screen."""
        return bool(self.page.evaluate(_SIDEWAYS))


OpenChat = Callable[..., Chat]


# A busy machine may take its time; what is waited for is there at once on an idle one.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium. Without one the tests are skipped, and in CI they fail."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found:
        return found
    reason = f"NO CHROMIUM FOUND ({', '.join(_NAMES)}): THE BROWSER TESTS DID NOT RUN. apt-get install chromium"
    if _IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module: while it is open, Playwright keeps an event loop running that no asyncio test can bear."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_chat(browser: Browser) -> Iterator[OpenChat]:
    """Opens an address in a browser window of its own: `open_chat(url, size=WIDE)`.

    Fails the test when the page asked for anything outside this machine or had an error of its own.
    """
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def watch(url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            wrong.append(f"asked for {url}")

    def opened(url: str, size: tuple[int, int] = WIDE) -> Chat:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=size == SLIM)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(url)
        page.get_by_test_id("acting-as").wait_for()
        return Chat(page)

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def ana(gallery: str, open_chat: OpenChat) -> Chat:
    """Ana in #help-desk, with the gallery app."""
    return open_chat(f"{gallery}/?as=U0ANA&in=C0HELPDESK")


@contextlib.contextmanager
def running_process(arguments: list[str], folder: Path) -> Iterator[Path]:
    """A process of this interpreter that finds the repository; gives the file with what it says."""
    said = folder / "output.txt"
    with said.open("w", encoding="utf-8") as output:
        process = _started(arguments, folder, output)
        try:
            yield said
        finally:
            process.terminate()
            try:
                process.wait(timeout=12)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=5)
    assert "Traceback" not in said.read_text(encoding="utf-8"), said.read_text(encoding="utf-8")[-3000:]


def _started(arguments: list[str], folder: Path, output: TextIO) -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.Popen(  # noqa: S603 — the test's own program
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
    )


def wait_until(ready: Callable[[], bool], said: Path, seconds: float = 40) -> None:
    """Wait for `ready`; fails with what the process said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.1)
    pytest.fail(f"not ready after {seconds} s:\n{said.read_text(encoding='utf-8')[-3000:]}")


def answers(url: str) -> bool:
    """Whether GET gives 200."""
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def gallery(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001 — skips first
    """The address of a page whose app shows every kind of block."""
    folder = tmp_path_factory.mktemp("gallery")
    with running_process([str(Path(__file__).with_name("gallery_bot.py"))], folder) as said:
        wait_until(lambda: said.read_text(encoding="utf-8").startswith("http"), said)
        url = said.read_text(encoding="utf-8").splitlines()[0]
        wait_until(lambda: answers(f"{url}/"), said)
        yield url


@pytest.fixture(scope="module")
def product(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001 — skips first
    """The address of the whole program, started as a person who tries it would."""
    folder = tmp_path_factory.mktemp("product")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running_process(["-m", "bot", "run", "--mode", "playground", "--port", str(port)], folder) as said:
        # The page is there before the bot is: what is typed until then gets no answer.
        wait_until(lambda: " connected " in said.read_text(encoding="utf-8") and answers(f"{url}/"), said)
        yield url
