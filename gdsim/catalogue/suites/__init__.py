"""gdsim's own suites: each file chooses functions on which optimizers are compared. Discovered."""
