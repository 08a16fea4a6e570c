"""One step of an optimizer with its numbers, and the effect of the learning rate."""
