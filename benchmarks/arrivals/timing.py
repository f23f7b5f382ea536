"""How long a call takes inside a function. Only `CLIENT_CPU` was measured here; the rest is published or assumed."""

TABLE_LATENCY = 0.005
"""Seconds; "single-digit milliseconds" (DynamoDB, introduction)."""
SEND_LATENCY = 0.010
"""Seconds for one request to SQS; assumed."""
KMS_LATENCY = 0.010
"""Seconds; assumed."""
PROVIDER_LATENCY = 0.200
"""Seconds; real providers answer in 50 to 300 ms; assumed."""
CLIENT_CPU = 0.0019
"""Seconds of a whole CPU that a client spends on one call to DynamoDB or SQS; measured, boto3 and pynamodb alike."""
STARTING = 0.005
"""Seconds of a warm invocation around its work; assumed."""
WHOLE_CPU = 1769
"""MB at which a function has one vCPU; with less, a part of it (Lambda, configuration-memory)."""
TIMEOUT = 30.0
"""Seconds that one request to a provider may take in all: `providers/transport.py`."""


def seconds(memory: int, table_calls: float, sends: float = 0, kms: float = 0, provider: float = 0) -> float:
    """Work within an invocation, one call after the other, in a function of so many MB."""
    cpu = CLIENT_CPU / min(memory / WHOLE_CPU, 1)
    calls = table_calls * (TABLE_LATENCY + cpu) + sends * (SEND_LATENCY + cpu) + kms * (KMS_LATENCY + cpu)
    return calls + provider * PROVIDER_LATENCY
