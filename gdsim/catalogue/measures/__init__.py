"""Numbers made of the losses of a run; one file a measure."""
