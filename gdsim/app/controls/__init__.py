"""Controls: each shows a part of the experiment and edits it."""
