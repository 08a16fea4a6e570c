"""The views of one run of a network, which the Network workspace shows in turn."""
