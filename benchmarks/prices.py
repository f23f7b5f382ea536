"""AWS's prices in US$ before tax, each with where it was read; for eu-central-1 where a price doesn't say otherwise.

AWS's own price pages fill their tables by script, so these come from copies of the Price List API that others stored
with its publication date, or from what a page of AWS says in prose.
"""

from dataclasses import dataclass
from enum import StrEnum

READ = "2026-11"
OFFER = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{}/current/eu-central-1/index.json"


class Item(StrEnum):
    INVOCATIONS = "Lambda requests"
    COMPUTE = "Lambda GB-seconds (arm64)"
    SNAPSHOTS = "Lambda SnapStart cache"
    READS = "DynamoDB read units"
    WRITES = "DynamoDB write units"
    TABLE = "DynamoDB storage"
    BACKUP = "DynamoDB point-in-time recovery"
    FIFO = "SQS FIFO requests"
    QUEUE = "SQS standard requests"
    KMS = "KMS requests"
    KEYS = "KMS keys"
    API = "HTTP API requests"
    LOGS = "CloudWatch Logs ingestion"
    LOG_STORE = "CloudWatch Logs storage"
    ALARMS = "CloudWatch alarms"
    METRICS = "CloudWatch metrics"
    DASHBOARDS = "CloudWatch dashboards"
    SECRETS = "Secrets Manager secrets"
    BLOB_WRITES = "S3 writes"
    BLOB_READS = "S3 reads"
    BLOBS = "S3 storage"
    SCHEDULES = "EventBridge Scheduler"
    EGRESS = "Data out to the internet"


@dataclass(frozen=True, slots=True)
class Price:
    """US$ for one `per` units. `free`: units a month that every account has for nothing, always (no trial)."""

    usd: float
    per: float
    unit: str
    source: str
    free: float = 0
    region: str = "eu-central-1"

    @property
    def each(self) -> float:
        return self.usd / self.per


MILLION, GB = 1e6, 1e9

_LAMBDA = "Price List AWSLambda, published 2026-09-19: the same in all large regions"
_DYNAMO = "Price List AmazonDynamoDB, published 2026-08-15"
_SQS = "Price List AWSQueueService, published 2025-08-28"
_WATCH = "Price List AmazonCloudWatch, published 2026-08-06"
_S3 = "Price List AmazonS3, published 2026-08-07"
_NO_EU = "no value for eu-central-1 was found"

PRICES = {
    Item.INVOCATIONS: Price(0.20, MILLION, "requests", _LAMBDA, free=1e6),
    Item.COMPUTE: Price(0.0000133334, 1, "GB-s", _LAMBDA, free=400_000),
    Item.SNAPSHOTS: Price(
        0.0000015046, 1, "GB-s", f"Price List AWSLambda, published 2026-09-19; {_NO_EU}", region="us-east-1"
    ),
    Item.READS: Price(0.1525, MILLION, "units", _DYNAMO),
    Item.WRITES: Price(0.7625, MILLION, "units", _DYNAMO),
    Item.TABLE: Price(0.306, 1, "GB-months", _DYNAMO, free=25),
    Item.BACKUP: Price(0.2448, 1, "GB-months", _DYNAMO),
    Item.FIFO: Price(0.50, MILLION, "requests", _SQS),
    Item.QUEUE: Price(0.40, MILLION, "requests", _SQS),
    Item.KMS: Price(0.03, 10_000, "requests", "aws.amazon.com/kms/pricing, in prose: the same in all regions", 20_000),
    Item.KEYS: Price(1.00, 1, "keys", "aws.amazon.com/kms/pricing, in prose: the same in all regions"),
    Item.API: Price(
        1.20, MILLION, "requests", "a bill estimate for Frankfurt by a third party; us-east-1 is 1.00 by AWS's page"
    ),
    Item.LOGS: Price(0.63, 1, "GB", _WATCH, free=5),
    Item.LOG_STORE: Price(0.0324, 1, "GB-months", _WATCH),
    Item.ALARMS: Price(0.10, 1, "their metrics", _WATCH, free=10),
    Item.METRICS: Price(0.30, 1, "metrics", _WATCH, free=10),
    Item.DASHBOARDS: Price(3.00, 1, "dashboards", "aws.amazon.com/cloudwatch/pricing", free=3),
    Item.SECRETS: Price(0.40, 1, "secrets", f"aws.amazon.com/secrets-manager/pricing; {_NO_EU}", region="us-east-1"),
    Item.BLOB_WRITES: Price(0.0054, 1_000, "requests", _S3),
    Item.BLOB_READS: Price(0.00043, 1_000, "requests", _S3),
    Item.BLOBS: Price(0.0245, 1, "GB-months", _S3),
    Item.SCHEDULES: Price(1.15, MILLION, "invocations", "Price List AWSEvents, published 2026-05-29", free=14e6),
    Item.EGRESS: Price(0.09, 1, "GB", "Price List AWSDataTransfer, published 2026-07-20", free=100),
}

SQS_FREE = 1e6
"""Requests a month, standard and FIFO together (aws.amazon.com/sqs/pricing)."""
