"""The one place that says which version this is; package.json repeats it and a test compares them."""

__version__ = "0.1.0"
