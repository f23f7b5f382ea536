"""All pages as one table: a page that isn't in it isn't served, and every rule is tested on each that is."""

from tandem.console.pages import (
    accounts,
    add_account,
    assets,
    connect,
    connections,
    contact_settings,
    dashboard,
    language,
    pipedrive,
    preview,
    sign_in,
)
from tandem.console.pages.page import Page

PAGES: tuple[Page, ...] = (
    *connections.PAGES,
    *dashboard.PAGES,
    *add_account.PAGES,
    *connect.PAGES,
    *accounts.PAGES,
    *contact_settings.PAGES,
    *preview.PAGES,
    *sign_in.PAGES,
    *pipedrive.PAGES,
    *language.PAGES,
    *assets.PAGES,
)
