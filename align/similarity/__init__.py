"""Similarities: texts of two sides in, sparse row vectors out, whose products are the scores."""
