"""All pages as one table: a page that isn't in it isn't served, and every rule is tested on each that is."""

from tandem.console.pages import assets, connect, connections, dashboard, language, sign_in
from tandem.console.pages.page import Page

PAGES: tuple[Page, ...] = (
    *connections.PAGES,
    *dashboard.PAGES,
    *connect.PAGES,
    *sign_in.PAGES,
    *language.PAGES,
    *assets.PAGES,
)
