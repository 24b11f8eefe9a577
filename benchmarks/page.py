"""The interview page in Chromium: what it weighs on the wire, and how soon a slow tablet paints the next question."""

from __future__ import annotations

from collections.abc import Iterator
import statistics
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.autosave import server
from benchmarks.figure import Figure, at_most
from benchmarks.scene import PASSWORD, USER, scene

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SLOWER = 4
TAPS = 40
KILOBYTES, MILLISECONDS = 100, 50

WATCH = """() => {
  globalThis.painted = []
  addEventListener('click', event => {
    const began = event.timeStamp
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => painted.push(performance.now() - began)
      port2.postMessage(0)
    })
  }, true)
}"""
"""A frame that was asked for in the handler is painted before the next task runs, which is when the clock is read."""


def figures() -> Iterator[Figure]:
    """The weight of the page, and the times from a tap to the painted answer."""
    with scene(1) as made, server(made.folder) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 810, "height": 1080})
        devtools = page.context.new_cdp_session(page)
        _sign_in(page, port)
        weights = _weights(page, devtools, f"http://127.0.0.1:{port}/interviews/{made.interviews[0]}")
        total = sum(weights.values()) / 1000
        yield at_most("page and all it loads, on the wire", total, KILOBYTES, "kB", _parts(weights))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(WATCH)
        for what, times in _taps(page).items():
            middle, worst = statistics.median(times), max(times)
            floor = f"{len(times)} taps, processor slowed {SLOWER}×; slowest {worst:.0f} ms"
            yield at_most(f"tap to {what}, median", middle, MILLISECONDS, "ms", floor)
        browser.close()


def _sign_in(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/sign-in")
    page.fill("[name=user_name]", USER)
    page.fill("[name=password]", PASSWORD)
    page.click("form .go")
    page.wait_for_url("**/")


def _weights(page: Page, devtools: CDPSession, address: str) -> dict[str, int]:
    """Bytes received for each kind of resource, headers and all, with an empty cache."""
    kinds: dict[str, str] = {}
    weights: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weights[kind] = weights.get(kind, 0) + int(event["encodedDataLength"])

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    page.locator("html.ready .item:visible").first.wait_for()
    devtools.send("Network.disable")
    return weights


def _parts(weights: dict[str, int]) -> str:
    heaviest = sorted(weights.items(), key=lambda part: -part[1])
    return ", ".join(f"{kind.lower()} {size / 1000:.1f}" for kind, size in heaviest)


def _taps(page: Page) -> dict[str, list[float]]:
    """Milliseconds from a tap on an option to its mark, and from a tap on Next to the next question."""
    times: dict[str, list[float]] = {"option marked": [], "next question painted": []}
    for _ in range(TAPS):
        option = page.locator(".item:visible .option").first
        if option.count():
            times["option marked"].append(_tap(page, ".item:visible .option >> nth=0"))
        times["next question painted"].append(_tap(page, "#go-next"))
        if "/check" in page.url:
            break
    return times


def _tap(page: Page, target: str) -> float:
    before = page.evaluate("painted.length")
    page.locator(target).click()
    page.wait_for_function("before => painted.length > before", arg=before)
    taken: float = page.evaluate("painted.at(-1)")
    return taken
