"""A run as a training script for another package: torch, optax or Keras."""
