"""Carriers of the adapter protocol (memory, stdio, tcp) and of HTTP, and the client that speaks over them."""
