"""A real server and a real browser: whole stories are told through what people see and press."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
import threading

from playwright.sync_api import Browser, BrowserContext, Playwright
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.journeys.tablet import CHROMIUM, QUIET, Desk, Tablet
from tests.web.conftest import compiled, scene, settings, staged
from tests.web.scene import Scene

__all__ = ["compiled", "scene", "settings", "staged"]


class Quiet(WSGIRequestHandler):
    """Answers without a line in the log for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is Werkzeug's
        return


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """The scene's application, served on the loopback."""
    server = make_server("127.0.0.1", 0, scene.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(scene: Scene, address: str, chromium: Browser) -> Iterator[Desk]:
    """Hands out tablets on which somebody is signed in; at the end none of them may have complained."""
    desk = Desk(scene, address, chromium)
    yield desk
    desk.clear()


@pytest.fixture
def tablet(desk: Desk) -> Tablet:
    """The interviewer's tablet."""
    return desk.tablet()


@pytest.fixture
def profile(tmp_path: Path, playwright: Playwright) -> Iterator[Callable[[], BrowserContext]]:
    """Opens a browser with a profile of its own on disk, again and again."""
    opened: list[BrowserContext] = []

    def launch() -> BrowserContext:
        folder = str(tmp_path / "profile")
        opened.append(playwright.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=QUIET))
        return opened[-1]

    yield launch
    for context in opened[-1:]:
        context.close()
