"""An experiment as one HTML file, with its runs to scrub, to play and to point at."""
