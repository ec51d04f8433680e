// The keys of what has the focus in an output or a panel of ours. Every output brings this along; the first one on a page does it.

if (!window.flowExplorerKeys) {
  window.flowExplorerKeys = true;
  const outermost = (element) => {
    const ours = element?.closest?.(".fx, .fxp");
    return ours ? (outermost(ours.parentElement) ?? ours) : undefined;
  };

  // A key pressed there would run a command of JupyterLab's: x cuts the cell. It looks for this attribute on the focused
  // element itself, and not on what stands around it. (Of links and folds that are never used nothing has to be saved so.)
  window.addEventListener("focusin", ({ target }) => {
    if (outermost(target)) target.setAttribute("data-lm-suppress-shortcuts", "true");
  });

  // Ctrl+S saves the notebook all the same, also from a text field, which lets no key out at all: this one key is given to
  // what stands around ours. JupyterLab listens at the document, and the window comes before it.
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
