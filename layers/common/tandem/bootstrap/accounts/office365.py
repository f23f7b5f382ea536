"""Opens mailboxes of Office 365: accounts of a company or school."""

from tandem.bootstrap.accounts import Means
from tandem.bootstrap.accounts.microsoft import MicrosoftAccounts, opened
from tandem.ports import ProviderName


def opener(means: Means) -> MicrosoftAccounts:
    return opened(ProviderName.OFFICE365, "organizations", means)
