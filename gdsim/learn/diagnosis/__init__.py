"""Why a run did not reach its goal: symptoms, reason and remedy."""
