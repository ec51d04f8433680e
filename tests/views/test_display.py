"""Our values in a running IPython, and that nothing happens without one."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

from explorer.views import display

_SHELL = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import explorer
loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"pandas", "ipywidgets", "httpx", "authlib", "jwt"})
from explorer.views.display import _VIEWS
from tests.views.samples import SAMPLES
bundles = {}
for name, (value, _) in SAMPLES.items():
    if (type(value).__module__, type(value).__name__) in _VIEWS:
        bundles.setdefault(type(value).__name__, shell.display_formatter.format(value)[0])
listed = shell.display_formatter.format([SAMPLES["finding"][0]])[0]["text/plain"]
print(json.dumps({"listed": listed, "loaded": loaded, "bundles": bundles, "types": sorted(name for _, name in _VIEWS)}))
"""


def test_values_show_themselves() -> None:
    """In IPython each of our values is HTML with its style sheet, once, and a plain text that is no repr."""
    done = subprocess.run([sys.executable, "-c", _SHELL], capture_output=True, text=True, timeout=120, check=True)
    told = json.loads(done.stdout)
    assert told["loaded"] == [], "importing explorer in a notebook stays light"
    assert sorted(told["bundles"]) == told["types"], "every kind of value was tried"
    for name, bundle in told["bundles"].items():
        assert bundle["text/html"].count("<style>") == 1, name
        assert bundle["text/html"].startswith("<style>"), name
        assert "<div" in bundle["text/html"], name
        assert not bundle["text/plain"].startswith((f"{name}(", "<")), name
    assert "Finding(rule=" not in told["listed"], "nor in a list"


_TABLES = """
import json, pandas
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import explorer
from tests.views.test_comparison import TWO
ours = TWO.claims.query("differs")
shown = [shell.display_formatter.format(each)[0] for each in (ours, pandas.DataFrame(ours.to_dict()))]
print(json.dumps([sorted(bundle) + ["left" if "text-align: left" in bundle["text/html"] else "right"] for bundle in shown]))
"""


def test_a_table_of_texts_is_read_from_the_left() -> None:
    """What is picked out of a comparison's table stands at the left; a table of somebody else's looks as pandas has it."""
    done = subprocess.run([sys.executable, "-c", _TABLES], capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout) == [["text/html", "text/plain", "left"], ["text/html", "text/plain", "right"]]


def test_the_link_is_offered_in_a_notebook() -> None:
    """Showing an authorize request offers to open it."""
    assert "authorize_link" in display._VIEWS["explorer.protocol.authorize", "AuthorizationRequest"]


def test_every_registered_type_and_function_exists() -> None:
    """Names are text here, so that nothing is loaded; this makes sure that they are right."""
    for (module, name), (home, *functions) in display._VIEWS.items():
        assert getattr(importlib.import_module(module), name).__module__ == module
        room = importlib.import_module(home, "explorer.views")
        assert all(callable(getattr(room, function)) for function in functions)


def test_without_ipython_nothing_happens() -> None:
    """Installing in a plain Python is no error and loads no IPython."""
    code = "import sys; from explorer.views import display; display.install(); print('IPython' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
