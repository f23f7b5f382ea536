"""Requests to AWS as Tandem makes them, with an answer each, and some refusals. A client that is answered here."""

from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.loaders import Loader
from botocore.session import Session

KEY = {"partition": {"S": "links/1"}, "sort": {"S": "a"}}
ITEM = {**KEY, "version": {"N": "3"}, "item": {"M": {"sealed": {"B": b"\x00\x01"}, "gone": {"BOOL": False}}}}
ANSWERED = '{"partition":{"S":"links/1"},"item":{"M":{"sealed":{"B":"AAE="}}}}'
CALLS: dict[str, tuple[str, Mapping[str, Any], str]] = {
    "BatchGetItem": (
        "dynamodb",
        {"RequestItems": {"tandem": {"Keys": [KEY], "ConsistentRead": True}}},
        f'{{"Responses":{{"tandem":[{ANSWERED}]}},"UnprocessedKeys":{{"tandem":{{"Keys":[{{"partition":{{"S":"x"}}}}]}}}}}}',
    ),
    "DeleteItem": ("dynamodb", {"TableName": "tandem", "Key": KEY, "ConditionExpression": "#0 = :0"}, "{}"),
    "GetItem": ("dynamodb", {"TableName": "tandem", "Key": KEY}, f'{{"Item":{ANSWERED}}}'),
    "Query": (
        "dynamodb",
        {"TableName": "tandem", "KeyConditionExpression": "#0 = :0", "ExclusiveStartKey": KEY, "Limit": 7},
        f'{{"Items":[{ANSWERED}],"LastEvaluatedKey":{{"partition":{{"S":"x"}}}}}}',
    ),
    "TransactWriteItems": (
        "dynamodb",
        {
            "TransactItems": [
                {"Put": {"TableName": "tandem", "Item": ITEM}},
                {"Delete": {"TableName": "t", "Key": KEY}},
            ],
            "ClientRequestToken": "one",
        },
        "{}",
    ),
    "UpdateItem": (
        "dynamodb",
        {
            "TableName": "tandem",
            "Key": KEY,
            "UpdateExpression": "SET #0 = :0",
            "ExpressionAttributeValues": {":0": {"B": b"\x00"}},
            "ReturnValues": "ALL_OLD",
        },
        f'{{"Attributes":{ANSWERED}}}',
    ),
    "Decrypt": (
        "kms",
        {"CiphertextBlob": b"wrapped", "KeyId": "alias/tandem", "EncryptionContext": {"company": "17"}},
        '{"Plaintext":"AAE=","KeyId":"alias/tandem"}',
    ),
    "GenerateDataKey": (
        "kms",
        {"KeyId": "alias/tandem", "KeySpec": "AES_256", "EncryptionContext": {"company": "17"}},
        '{"Plaintext":"AAE=","CiphertextBlob":"AAI="}',
    ),
    "DeleteObjects": (
        "s3",
        {"Bucket": "tandem", "Delete": {"Objects": [{"Key": "17/a"}], "Quiet": True}},
        "<DeleteResult><Error><Key>17/a</Key><Code>AccessDenied</Code></Error></DeleteResult>",
    ),
    "GetObject": ("s3", {"Bucket": "tandem", "Key": "17/ä b"}, "sealed"),
    "ListObjectsV2": (
        "s3",
        {"Bucket": "tandem", "Prefix": "17/", "ContinuationToken": "on"},
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>further</NextContinuationToken>"
        "<Contents><Key>17/a</Key><Size>7</Size></Contents></ListBucketResult>",
    ),
    "PutObject": ("s3", {"Bucket": "tandem", "Key": "17/a", "Body": b"sealed"}, ""),
    "GetSecretValue": ("secretsmanager", {"SecretId": "tandem"}, '{"SecretString":"{}"}'),
    "SendEmail": (
        "sesv2",
        {
            "FromEmailAddress": "Tandem <tandem@example.com>",
            "Destination": {"ToAddresses": ["anna@example.com"]},
            "Content": {
                "Simple": {
                    "Subject": {"Data": "ä", "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": "ä", "Charset": "UTF-8"}},
                    "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                }
            },
        },
        '{"MessageId":"one"}',
    ),
    "SendMessage": (
        "sqs",
        {
            "QueueUrl": "https://sqs.eu-central-1.amazonaws.com/1/pull.fifo",
            "MessageBody": "{}",
            "MessageGroupId": "17-a1",
            "MessageDeduplicationId": "one",
        },
        '{"MessageId":"one","MD5OfMessageBody":"99914b932bd37a50b983c5e7c90ae93b"}',
    ),
    "SendMessageBatch": (
        "sqs",
        {
            "QueueUrl": "https://sqs.eu-central-1.amazonaws.com/1/pull.fifo",
            "Entries": [
                {"Id": "0", "MessageBody": "{}", "MessageGroupId": "17-a1", "MessageDeduplicationId": "one"},
                {"Id": "1", "MessageBody": "{}", "MessageGroupId": "17-a2", "MessageDeduplicationId": "two"},
            ],
        },
        '{"Successful":[{"Id":"0","MessageId":"one","MD5OfMessageBody":"99914b932bd37a50b983c5e7c90ae93b"}],'
        '"Failed":[{"Id":"1","Code":"InternalError","SenderFault":false}]}',
    ),
}
"""Operation to its service, a request as Tandem makes it, and an answer."""

REFUSALS = [
    ("UpdateItem", '{"__type":"com.amazonaws.dynamodb#ConditionalCheckFailedException","message":"no","Item":{}}'),
    (
        "TransactWriteItems",
        '{"__type":"com.amazonaws.dynamodb#TransactionCanceledException",'
        '"CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"no"}]}',
    ),
    ("Decrypt", '{"__type":"InvalidCiphertextException"}'),
    ("GetObject", "<Error><Code>NoSuchKey</Code><Message>no</Message><Key>17/a</Key></Error>"),
    ("SendEmail", '{"__type":"MessageRejected","message":"no"}'),
    ("SendMessage", '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}'),
]


class Raw:
    """The body of an answer, as the HTTP client hands it over."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, *_arguments: object, **_named: object) -> bytes:
        content, self.content = self.content, b""
        return content

    def stream(self, **_named: object) -> list[bytes]:
        return [self.read()]


class Wire:
    """A client whose requests are kept and answered here."""

    def __init__(self, service: str, loader: Loader, status: int, answer: str) -> None:
        session = Session()
        session.register_component("data_loader", loader)
        key = {"aws_access_key_id": "id", "aws_secret_access_key": "secret"}
        self.client = session.create_client(service, "eu-central-1", **key)
        self.client.meta.events.register("before-send", self._send)
        self.sent: list[tuple[object, ...]] = []
        self.status, self.answer = status, answer

    def _send(self, request: Any, **_named: object) -> AWSResponse:
        body = request.body.read() if hasattr(request.body, "read") else request.body
        self.sent.append((request.method, request.url, dict(map(_steady, request.headers.items())), body))
        return AWSResponse(request.url, self.status, {}, Raw(self.answer.encode()))

    def ask(self, operation: str, named: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(self.client, xform_name(operation))(**named)
        return {**answer, "Body": answer["Body"].read()} if "Body" in answer else answer


def _steady(header: tuple[str, object]) -> tuple[str, str]:
    """Without what depends on the moment: what is signed stays, the signature goes."""
    name, value = header[0].lower(), header[1].decode() if isinstance(header[1], bytes) else str(header[1])
    if name == "authorization":
        return name, value.partition("SignedHeaders=")[2].partition(",")[0]
    return name, "" if name in ("x-amz-date", "amz-sdk-invocation-id") else value
