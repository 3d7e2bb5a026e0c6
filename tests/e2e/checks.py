"""What must be true of every page, however wide, in whatever language."""

import time
from collections.abc import Callable
from functools import cache

from playwright.sync_api import Locator, Page

from tests.e2e.running_portal import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {1280: 900, 768: 1024, 320: 640}
GRAVE = {"serious", "critical"}


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def set_width(page: Page, width: int) -> None:
    """Make the window as wide as a desktop, a tablet or a narrow phone."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})


def assert_fits(page: Page) -> None:
    """Nothing must be scrolled sideways to be read."""
    wide, window = page.evaluate("[document.scrollingElement.scrollWidth, window.innerWidth]")
    if wide <= window:
        return
    outside = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
            .map(element => element.outerHTML.slice(0, 120)).slice(-5)"""
    )
    raise AssertionError(f"{page.url} is {wide} px wide in a window of {window}: {outside}")


def assert_accessible(page: Page, within: str = "html") -> None:
    """axe-core finds nothing that shuts somebody out (serious or critical), in one part if one is named."""
    # Evaluated by the browser's debugger, which the page's content security policy does not bind.
    page.evaluate(_axe())
    found = page.evaluate("part => axe.run(part, { resultTypes: ['violations'] })", within)
    grave = [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
    assert not grave, f"{page.url} at {page.viewport_size}:\n" + "\n".join(grave)


def assert_focus_is_seen(page: Page) -> None:
    """Whoever uses the keyboard sees where they are: a ring around the element or the field it is part of."""
    ring = page.evaluate(
        """() => {
            const seen = element => {
                const style = getComputedStyle(element);
                const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                return outlined || style.boxShadow !== "none";
            };
            const { activeElement: one } = document;
            const box = one.getBoundingClientRect();
            const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
            return inView && (seen(one) || seen(one.parentElement));
        }"""
    )
    assert ring, f"no visible focus on {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"


def tab_to(page: Page, target: Locator, most: int = 40) -> int:
    """Press Tab until the target has the focus, seeing it at each step; tell how often."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        assert_focus_is_seen(page)
        if target.evaluate("element => element === document.activeElement"):
            return presses
    raise AssertionError(f"{target} is not reached by {most} times Tab")


def seconds_until(holds: Callable[[], bool], patience: float = 10) -> float:
    """How long after now the last attempt began that did not fail."""
    begun = time.monotonic()
    while True:
        attempt = time.monotonic() - begun
        if holds():
            return attempt
        assert attempt < patience, f"not so after {patience} seconds"
