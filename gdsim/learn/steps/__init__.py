"""One step of an optimizer with its numbers, and what a learning rate does."""
