"""What the public sees of the cases: published letters with their replies, statistics, open data."""
