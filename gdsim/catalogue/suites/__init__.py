"""Suites of gdsim's: each file chooses functions on which optimizers are judged together."""
