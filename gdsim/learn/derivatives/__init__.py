"""Derivatives, gradients and the chain rule, computed step by step at a point."""
