"""``api/v1/``: ours. Richer than what Statuspage's clients know: coverage, bounds, evidence, history as columns."""
