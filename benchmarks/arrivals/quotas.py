"""The limits that AWS and the providers publish, as data: value, source, when it was read, and who can raise it."""

from dataclasses import dataclass

READ = "2026-11"


@dataclass(frozen=True, slots=True)
class Quota:
    """`raised`: by which name it is raised, empty where nobody can."""

    name: str
    value: float
    unit: str
    source: str
    raised: str = ""


_WATCH = "docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"
_PIPEDRIVE = "pipedrive.readme.io/docs/"
_GRAPH = "github.com/microsoftgraph/microsoft-graph-docs-contrib, concepts/throttling-limits.md"
_GATEWAY = "docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
_KMS = "docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html"
_CALENDAR = "developers.google.com/workspace/calendar/api/guides/quota"
_LAMBDA = "docs.aws.amazon.com/lambda/latest/dg/"
_SQS = "docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
_DYNAMO = "docs.aws.amazon.com/amazondynamodb/latest/developerguide/"

CONCURRENCY = Quota(
    "Lambda: invocations at once in the account",
    1_000,
    "",
    _LAMBDA + "gettingstarted-limits.html",
    "Lambda, Concurrent executions",
)
NEW_ACCOUNT = Quota(
    "Lambda: the same in a new account, until AWS raises it by use",
    10,
    "",
    "docs.aws.amazon.com/lambda says only that it is less; 10 is the template's figure, not verified",
    "Lambda, Concurrent executions",
)
SCALING = Quota("Lambda: new environments of a function in 10 s", 1_000, "", _LAMBDA + "scaling-behavior.html", "")
SOURCE_RAMP = Quota(
    "Lambda: further batches of an event source in a minute",
    300,
    "",
    _LAMBDA + "services-sqs-scaling.html",
    "provisioned mode of the event source mapping",
)
SOURCE_MOST = Quota(
    "Lambda: batches of an event source at once",
    1_250,
    "",
    _LAMBDA + "services-sqs-scaling.html",
    "provisioned mode, or AWS's support",
)
FIFO = Quota(
    "SQS FIFO, high throughput, eu-central-1: calls of one kind",
    19_000,
    "/s",
    _SQS + "quotas-messages.html",
    "SQS, by AWS's support; batches of 10",
)
FIFO_GROUP = Quota(
    "SQS FIFO: calls of one kind in one partition of groups", 300, "/s", _SQS + "high-throughput-fifo.html", ""
)
IN_FLIGHT = Quota(
    "SQS FIFO: messages in flight, and looked through for a free group",
    120_000,
    "",
    _SQS + "quotas-fifo.html",
    "SQS, by AWS's support",
)
PARTITION_WRITES = Quota("DynamoDB: write units of a partition", 1_000, "/s", _DYNAMO + "bp-partition-key-design.html")
PARTITION_READS = Quota("DynamoDB: read units of a partition", 3_000, "/s", _DYNAMO + "bp-partition-key-design.html")
TABLE_WRITES = Quota(
    "DynamoDB on demand: write units of a table",
    40_000,
    "/s",
    _DYNAMO + "ServiceQuotas.html",
    "DynamoDB, Table-level write throughput limit",
)
TABLE_READS = Quota(
    "DynamoDB on demand: read units of a table",
    40_000,
    "/s",
    _DYNAMO + "ServiceQuotas.html",
    "DynamoDB, Table-level read throughput limit",
)
NEW_TABLE_WRITES = Quota(
    "DynamoDB on demand: write units of a new table",
    4_000,
    "/s",
    _DYNAMO + "on-demand-capacity-mode.html",
    "grows by itself, to twice the last peak within 30 minutes; or warm throughput",
)
NEW_TABLE_READS = Quota(
    "DynamoDB on demand: read units of a new table",
    12_000,
    "/s",
    _DYNAMO + "on-demand-capacity-mode.html",
    "as above",
)
GATEWAY = Quota(
    "API Gateway: requests in the account",
    10_000,
    "/s",
    _GATEWAY,
    "API Gateway, Throttle rate",
)
KMS = Quota(
    "KMS, eu-central-1: symmetric requests",
    20_000,
    "/s",
    _KMS,
    "KMS, Cryptographic operations (symmetric) request rate",
)
BLOB_WRITES = Quota(
    "S3: writes to a prefix", 3_500, "/s", "docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html"
)
LOG_CALLS = Quota(
    "CloudWatch Logs: PutLogEvents",
    5_000,
    "/s",
    _WATCH,
    "Lambda delivers in batches of its own; not counted against you as far as is published",
)
PIPEDRIVE_TOKENS = Quota(
    "Pipedrive: tokens of a seat and day, smallest plan",
    30_000,
    "",
    _PIPEDRIVE + "core-api-concepts-rate-limiting",
    "a larger plan (2, 5, 7 times), more seats, top-ups",
)
PIPEDRIVE_BURST = Quota(
    "Pipedrive: requests of a token in 2 s, smallest plan",
    80,
    "",
    _PIPEDRIVE + "core-api-concepts-rate-limiting",
    "a larger plan (160, 400, 480); an API token has a quarter",
)
PIPEDRIVE_BAN = Quota(
    "Pipedrive: failed first deliveries until a webhook is banned for 30 minutes",
    10,
    "",
    _PIPEDRIVE + "guide-for-webhooks-v2",
)
GOOGLE_CALENDAR = Quota(
    "Google Calendar: requests of a project (600 of a user in it)",
    10_000,
    "/min",
    _CALENDAR,
    "Google Cloud console, Quotas",
)
GRAPH_MAILBOX = Quota(
    "Microsoft Graph: requests of a mailbox in 10 minutes (4 at once)",
    10_000,
    "",
    _GRAPH,
)
GRAPH_APP = Quota(
    "Microsoft Graph: requests of an app in 10 s",
    130_000,
    "",
    _GRAPH,
)

QUOTAS = tuple(one for one in globals().values() if isinstance(one, Quota))
UNKNOWN = (
    "Google People: requests of a project a minute: shown in the Cloud console only",
    "iCloud: nothing published; 503 with Retry-After was seen",
    "Pipedrive's OAuth endpoint: nothing published",
    "An idle FIFO queue's polls by Lambda: published for standard queues only",
)
