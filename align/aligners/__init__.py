"""Scores to beads: monotone for parallel texts, free for comparable ones; similarities come as arguments."""
