"""Browser tests: a real Chromium in front of the portal that `make demo` serves."""

import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.e2e.running_portal import ROOT, RunningPortal, run_portal

type NewContext = Callable[..., BrowserContext]
type SignIn = Callable[[str], Page]

# Playwright's synchronous API keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A process answers its first question after it has read the index; a busy machine takes its time.
expect.set_options(timeout=15_000)

PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
BROWSER_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Serve the demo city for the whole run; nothing may be left in its log but what it announced."""
    with run_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running
    assert "Traceback" not in running.log, running.log
    assert " ERROR " not in running.log, running.log


@pytest.fixture(scope="session")
def base_url(portal: RunningPortal) -> str:
    """The address that `page.goto("/")` is relative to."""
    return portal.address


@pytest.fixture
def portal_database(portal: RunningPortal, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test read the running portal's database by Django's models."""
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    settings["NAME"] = portal.database_url.removeprefix("sqlite:///")
    if "://" in portal.database_url and not portal.database_url.startswith("sqlite"):
        settings["NAME"] = portal.database_url.rpartition("/")[2]
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    settings["NAME"] = usual


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's browser: Playwright's own is not downloaded."""
    browser = subprocess.run(
        ["sh", "scripts/find-chromium.sh"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    flags = [*BROWSER_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else BROWSER_FLAGS
    return {**browser_type_launch_args, "executable_path": browser, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as a citizen in China does."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def page_problems() -> list[str]:
    """Errors that pages of this test have shown; a test that provokes one clears the list."""
    return []


@pytest.fixture
def new_context(new_context: NewContext, page_problems: list[str], base_url: str) -> Iterator[NewContext]:
    """Open browser contexts that fail the test on a console error or a request to another host."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            page_problems.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((base_url, "data:", "blob:", "about:")):
            page_problems.append(f"foreign request: {request.url}")

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", on_console)
        context.on("weberror", lambda error: page_problems.append(f"page error: {error.error}"))
        context.on("request", on_request)
        return context

    yield make
    assert not page_problems


@pytest.fixture
def phone_page(new_context: NewContext) -> Page:
    """A page on the narrowest phone that must work, 320 px wide."""
    return new_context(**PHONE).new_page()


@pytest.fixture
def nojs_page(new_context: NewContext) -> Page:
    """A page in a browser without JavaScript."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def sign_in(new_context: NewContext, portal: RunningPortal) -> SignIn:
    """Open the admin as one of the demo's accounts, each in a browser of its own."""

    def open_admin(username: str) -> Page:
        page = new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto("/admin/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", portal.passwords[username])
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return open_admin
