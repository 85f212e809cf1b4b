"""Renders what a comparison found and how it aligned: text, Markdown, HTML, CSV and the review page."""
