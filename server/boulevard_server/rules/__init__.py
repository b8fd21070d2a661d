"""The rules of the game: pure functions on arrays. Nothing here knows of time, sockets, files or chance
other than its arguments. `resolve.py` plays a turn; each chapter is one module with one entry function."""
