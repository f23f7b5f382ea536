"""All pages as one table: a page that isn't in it isn't served, and every rule is tested on each that is."""

from tandem.console.pages import (
    assets,
    calendar,
    connect,
    connections,
    dashboard,
    history,
    language,
    runs,
    sign_in,
    titles,
    undo,
    upload,
)
from tandem.console.pages.page import Page

PAGES: tuple[Page, ...] = (
    *connections.PAGES,
    *dashboard.PAGES,
    *calendar.PAGES,
    *titles.PAGES,
    *upload.PAGES,
    *history.PAGES,
    *runs.PAGES,
    *undo.PAGES,
    *connect.PAGES,
    *sign_in.PAGES,
    *language.PAGES,
    *assets.PAGES,
)
