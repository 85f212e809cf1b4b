"""Cuts documents into segments."""
