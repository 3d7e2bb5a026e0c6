"""The desk: where staff see what is owed, soonest due first, and answer it."""
