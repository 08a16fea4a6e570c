"""The Compare workspace: which optimizer is best, at which settings, how sure, how sensitive."""
