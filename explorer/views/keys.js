// Ctrl+S saves the notebook from anywhere in an output or a panel of ours. What has the focus there keeps JupyterLab's keys
// away, or x would cut the cell (parts.KEYS_KEPT), and a text field lets no key out at all. So this one key is given to what
// stands around them. JupyterLab listens at the document, and the window comes before it. Every output brings this along; the
// first one on a page does it.

if (!window.flowExplorerSaves) {
  window.flowExplorerSaves = true;
  const outermost = (element) => {
    const ours = element?.closest?.(".fx, .fxp");
    return ours ? (outermost(ours.parentElement) ?? ours) : undefined;
  };
  window.addEventListener(
    "keydown",
    (event) => {
      const { target, ctrlKey, metaKey, altKey, key, code, keyCode } = event;
      if (!(ctrlKey || metaKey) || altKey || key.toLowerCase() !== "s") return;
      const around = outermost(target)?.parentElement;
      if (!around) return;
      const same = { key, code, keyCode, ctrlKey, metaKey, bubbles: true, cancelable: true };
      if (around.dispatchEvent(new KeyboardEvent("keydown", same))) return; // nobody took it
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );

  // A click beside what is ours is a click into the notebook, and the focus goes along: JupyterLab leaves it where it is
  // inside of a cell, and then Shift+Enter would be pressed in the panel.
  window.addEventListener(
    "pointerdown",
    ({ target }) => {
      const left = outermost(document.activeElement);
      if (!left || left.contains(target) || !target.closest?.(".jp-Notebook")) return;
      left.closest(".jp-Cell")?.focus({ preventScroll: true });
    },
    { capture: true },
  );
}
