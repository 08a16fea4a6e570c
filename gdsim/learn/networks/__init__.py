"""Backpropagation, batches and depth, explained on a network."""
