"""What the player is doing, one module per screen, and how to add one.

1. Write `screens/<name>.py` with a subclass of `desk.Screen`: `name`, `build(desk) -> Node`, and if wanted `select`,
   `key`, `hints`. `build` reads `desk.model` (the replica) and `desk.read` (its figures in units, by name), makes
   nodes from `widgets` and `charts`, and acts only through `desk.emit(intent)` (see `intents.py`). It is called again
   after every change, cheaply; selections and drafts live in the screen object. No clock, no socket, no messages.
2. Register it in `registry.py`: a `Place` with icon, key and factory. A place on the rail has a key of its own.
3. Put its texts into `assets/locale/{en,zh}/<name>.toml` under `[ui.<name>]`; the rail's word is `ui.screen.<name>`.
4. `needs.py` counts what waits for a decision on a screen: add a rule there if yours can need the player.

Inside a match the shell (`shell.py`) frames what `build` returns: top bar, rail, key hints. Numbers explain
themselves: give a node `explain.tip(desk, quantity, place)` and let its press emit `Explain(quantity, place)`.
A finished example is `overview.py`.
"""
