"""The site: wiring, foundation, published content, deadlines, review."""
