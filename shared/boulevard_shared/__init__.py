"""What client and server must agree on: ids, orders, messages, the view, content and locale."""

PROTOCOL = 5
"""Version of the wire protocol; raised whenever an old client could misread a new server."""
