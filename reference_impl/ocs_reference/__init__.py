"""The bundled reference OCS: a core without I/O, storage behind a small interface, and thin shells around both."""

__version__ = "0.1.0"
