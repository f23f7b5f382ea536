"""Opens mailboxes of Outlook.com: personal Microsoft accounts."""

from tandem.bootstrap.accounts import Means
from tandem.bootstrap.accounts.microsoft import MicrosoftAccounts, opened
from tandem.ports import ProviderName


def opener(means: Means) -> MicrosoftAccounts:
    return opened(ProviderName.OUTLOOK, "consumers", means)
