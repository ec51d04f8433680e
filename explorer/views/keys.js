// Ctrl+S saves the notebook from anywhere in an output or a panel of ours. What has the focus there keeps JupyterLab's keys
// away, or x would cut the cell (parts.KEYS_KEPT); so for this one key it steps aside. JupyterLab listens at the document,
// and the window comes before it. Every output brings this along; the first one on a page does it.

if (!window.flowExplorerSaves) {
  window.flowExplorerSaves = true;
  window.addEventListener(
    "keydown",
    ({ target, ctrlKey, metaKey, altKey, key }) => {
      const kept = "data-lm-suppress-shortcuts";
      if (!(ctrlKey || metaKey) || altKey || key.toLowerCase() !== "s") return;
      if (!target.closest?.(".fx, .fxp") || !target.hasAttribute(kept)) return;
      target.removeAttribute(kept);
      setTimeout(() => target.setAttribute(kept, "true"));
    },
    { capture: true },
  );
}
