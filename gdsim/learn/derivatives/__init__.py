"""Derivatives, gradients and the chain rule, worked out at a point."""
