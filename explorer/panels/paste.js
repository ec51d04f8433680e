// The box for what the browser brought back. It holds a code, so its text goes to the kernel by message and never
// becomes widget state. What was typed or pasted stays in the box until the kernel says that it is done with it.

export default {
  initialize: hear,
  render({ model, el }) {
    const label = document.createElement("label");
    const box = document.createElement("textarea");
    box.rows = 4;
    box.spellcheck = false;
    box.autocomplete = "off";
    box.setAttribute("data-lm-suppress-shortcuts", "true");
    label.className = "fxp-paste";
    label.append(document.createTextNode(model.get("label")), box);
    el.append(label);

    const draw = () => {
      box.placeholder = model.get("placeholder");
    };
    model.on("change:placeholder", draw);
    draw();

    const send = (done) => model.send({ kind: "text", value: box.value, done });
    box.addEventListener("input", (event) => send(event.inputType === "insertFromPaste"));
    box.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
      // JupyterLab swallows the line break of an Enter inside a cell; an address has none anyway, so Enter means: read it.
      if (event.key === "Enter") {
        event.preventDefault();
        send(true);
      }
    });
    // A text that was refused stays, since it may be mended; pasting another one replaces it.
    let refused = false;
    box.addEventListener("paste", () => refused && box.select());
    box.addEventListener("input", () => {
      refused = false;
    });
    model.on("msg:custom", ({ kind }) => {
      if (kind === "clear") box.value = "";
      refused = kind === "refused";
    });
  },
};
