"""What pictures of results are drawn from: contours, edges of regions, paths of runs."""
