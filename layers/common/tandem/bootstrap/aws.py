"""Builds the home on AWS. What a receiver does without (KMS, S3, ciphers) is imported where it is asked for."""

from functools import cache, partial
from typing import TYPE_CHECKING

from tandem.aws.clients import Clients
from tandem.aws.secret import ManagedSecret
from tandem.aws.table import DynamoTable
from tandem.aws.tables import Tables
from tandem.aws.wakeups import SqsWakeups
from tandem.bootstrap.home import Home
from tandem.home import Queue, Table
from tandem.settings import Settings
from tandem.state.sealing import Sealing
from tandem.system import RandomIds, SystemClock

if TYPE_CHECKING:
    from tandem.ports import Post


def open_aws(settings: Settings) -> Home:
    clients, clock = Clients(), SystemClock()
    table = DynamoTable(Tables(clients.dynamodb, settings.table), clock)
    sealing = cache(partial(_sealing, settings, clients, table))
    admin_token = ManagedSecret(lambda: clients.secretsmanager, settings.admin_secret)
    pipedrive_secret = ManagedSecret(lambda: clients.secretsmanager, settings.pipedrive_secret)
    google_secret = ManagedSecret(lambda: clients.secretsmanager, settings.google_secret)
    microsoft_secret = ManagedSecret(lambda: clients.secretsmanager, settings.microsoft_secret)
    wakeups = open_wakeups(settings, clients)
    secrets = pipedrive_secret, google_secret, microsoft_secret
    post = partial(_post, settings, clients)
    return Home(table, wakeups, clock, RandomIds(), "", sealing, admin_token, *secrets, post=post)


def open_wakeups(settings: Settings, clients: Clients) -> SqsWakeups:
    queues = {
        Queue.PULL: settings.pull_queue,
        Queue.RECONCILE_CONTACTS: settings.contacts_queue,
        Queue.RECONCILE_EVENTS: settings.events_queue,
    }
    return SqsWakeups(clients.sqs, queues, settings.delayed_queue, SystemClock())


def _post(settings: Settings, clients: Clients) -> "Post | None":
    if not settings.mail_from:
        return None
    from tandem.aws.post import SesPost  # noqa: PLC0415  # not for receivers

    return SesPost(lambda: clients.sesv2, settings.mail_from)


def _sealing(settings: Settings, clients: Clients, table: Table) -> Sealing:
    from tandem.aws.blobs import S3Blobs  # noqa: PLC0415  # not for receivers
    from tandem.aws.wrapping import KmsWrapping  # noqa: PLC0415
    from tandem.state.vault import DataKeyVault  # noqa: PLC0415

    vault = DataKeyVault(table, KmsWrapping(lambda: clients.kms, settings.key))
    return Sealing(vault, S3Blobs(lambda: clients.s3, settings.blobs))
