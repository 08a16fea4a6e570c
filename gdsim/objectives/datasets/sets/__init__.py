"""The data sets of the catalogue, one file each, found by discovery."""
