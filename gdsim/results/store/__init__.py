"""The folder on disk that a sweep fills: its layout, shards, chunks, locks and checksums.

Import `Store` from `gdsim.results.store.store`.
"""
