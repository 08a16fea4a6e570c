"""The documentation in a window of its own, without a network."""
