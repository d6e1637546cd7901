"""The knowledge desk: officials draft documents and provisions, a second person publishes them."""
