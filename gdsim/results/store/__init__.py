"""The folder on disk that a sweep fills: what lies where, shards, chunks, locks, checksums."""
