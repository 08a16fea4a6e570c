"""Objective, optimizer and schedule composed into one compiled loop over steps."""
