"""Why a run did not arrive: its symptoms, the reason and a remedy."""
