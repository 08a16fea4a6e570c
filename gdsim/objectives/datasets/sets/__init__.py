"""The data sets of the catalogue, one file each."""
