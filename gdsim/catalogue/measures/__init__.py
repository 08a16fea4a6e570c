"""The measures: one number per run, computed from its losses. One file per measure, discovered."""
