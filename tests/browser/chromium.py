"""The system's Chromium, driven by Playwright: nothing is downloaded, and it has no screen."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDE, PHONE = (1280, 900), (390, 844)


def program() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium(path: str, *more: str) -> Iterator[Browser]:
    """`more` are options of Chromium's own."""
    # Chromium refuses its sandbox to root, and a container's /dev/shm is small
    options = ["--disable-dev-shm-usage", *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        try:
            yield browser
        finally:
            browser.close()


def person(
    browser: Browser, url: str, language: str, size: tuple[int, int] = WIDE, scheme: str = "light"
) -> BrowserContext:
    """Somebody's browser at the console's address, with nothing in it; every wait ends after ten seconds."""
    context = browser.new_context(
        base_url=url,
        locale={"de": "de-DE", "en": "en-GB"}[language],
        timezone_id="Europe/Berlin",
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        ignore_https_errors=True,  # Microsoft's stand-in vouches for itself
    )
    context.set_default_timeout(10_000)
    return context
