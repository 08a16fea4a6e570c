"""Experiments as TOML: `file` reads and writes them, `network` the table of a network."""
