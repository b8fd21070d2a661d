"""Samples of every widget and chart, for the eye and for tests; the figures in them are made up."""
