"""A conformance test suite for Outbound Contact Servers."""

__version__ = "0.1.0"
