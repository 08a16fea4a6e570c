"""Every idea of the calculus of training, worked through with numbers."""
