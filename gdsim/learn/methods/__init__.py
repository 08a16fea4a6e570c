"""Schedules, losses and initializers, each with its rule and its numbers."""
