"""The modifiers: what changes the gradient or the step of any optimizer; one file each.

The bounds `clip_value` and `clip_norm` of an experiment are two of them. They act after the noise,
by value and then by norm; after them come the experiment's `modifiers` in their order.
"""
