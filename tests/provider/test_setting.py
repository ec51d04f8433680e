"""What the provider's parts share, and that they share no more than that."""

from __future__ import annotations

from pathlib import Path

import explorer.provider
from explorer.provider import FAULTS, Provider

FOLDER = Path(explorer.provider.__file__).parent


def test_only_who_serves_it_knows_the_whole_provider() -> None:
    """The parts are given the setting; the provider is imported by the service and by the shop window, not even for types."""
    knowing = {file.name for file in FOLDER.rglob("*.py") if "app import" in file.read_text(encoding="utf-8")}
    assert knowing == {"service.py", "__init__.py"}


def test_a_redirect_is_relative_at_home_only(standard: Provider) -> None:
    """Our own landing page is named without its origin, behind which a proxy may stand; every other address is whole."""
    setting = standard.setting
    assert setting.relative_redirect(f"{standard.landing}?code=a") == "/callback?code=a"
    for other in ("https://app.example/callback?code=a", f"{standard.landing}/elsewhere?code=a", f"{standard.address}/token"):
        assert setting.relative_redirect(other) == other


def test_a_check_is_enforced_until_a_fault_leaves_it_out(key_folder: Path) -> None:
    """A fault leaves out its own check and no other."""
    setting = Provider(port=1, folder=key_folder / "standard").setting
    assert setting.enforces("code is new")
    setting.faults_in_force = (FAULTS["code-reuse"],)
    assert not setting.enforces("code is new")
    assert setting.enforces("code is fresh")
