"""AWS as home: the ports over DynamoDB, KMS, S3 and SQS."""
