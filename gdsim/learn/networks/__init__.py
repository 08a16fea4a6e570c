"""Backpropagation, batches and depth, worked out on a network."""
