"""DynamoDB: tables, transactions, retries, lists."""
