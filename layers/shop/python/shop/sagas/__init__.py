"""Chunked operations: work on more things than one transaction holds, whole or not at all."""
