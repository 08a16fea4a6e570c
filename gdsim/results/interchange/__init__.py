"""Results in the forms that other programs of the field read."""
