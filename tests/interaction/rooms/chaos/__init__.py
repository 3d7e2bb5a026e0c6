"""Real servers, real clients and everything that goes wrong between them."""
