// A button that copies a text. Where the browser refuses the clipboard, the text is shown selected, for Ctrl-C.

export default {
  initialize: hear,
  render({ model, el }) {
    const button = document.createElement("button");
    const shown = document.createElement("input");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "jupyter-widgets jupyter-button widget-button fxp-copy";
    shown.readOnly = true;
    shown.hidden = true;
    shown.setAttribute("aria-label", "The text to copy");
    said.setAttribute("role", "status");
    said.className = "fxp-said";
    el.append(button, shown, said);

    const whole = () => {
      const text = model.get("text");
      return text.startsWith("/") ? new URL(text, location.href).href : text;
    };
    const draw = () => {
      const icon = document.createElement("i");
      icon.className = "fa fa-copy";
      icon.setAttribute("aria-hidden", "true");
      button.replaceChildren(icon, model.get("label"));
      button.disabled = !model.get("text");
      shown.hidden = true;
      said.textContent = "";
    };
    model.on("change", draw);
    button.addEventListener("click", async () => {
      said.textContent = ""; // "copied" is news again
      try {
        await navigator.clipboard.writeText(whole());
        said.textContent = "copied";
      } catch {
        shown.value = whole();
        shown.hidden = false;
        shown.select();
        said.textContent = "press Ctrl-C to copy";
      }
      model.send({ kind: "copied", text: model.get("text") });
    });
    for (const control of [button, shown]) {
      control.setAttribute("data-lm-suppress-shortcuts", "true");
      control.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    }
    draw();
  },
};
