// A button that saves a file. The kernel makes it when the button is pressed, and sends its bytes; the browser keeps it.

export default {
  initialize: hear,
  render({ model, el }) {
    const button = document.createElement("button");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "jupyter-widgets jupyter-button widget-button fxp-save";
    said.setAttribute("role", "status");
    said.className = "fxp-said";
    el.append(button, said);

    const draw = () => {
      button.textContent = model.get("label");
      said.textContent = "";
    };
    const save = (content, buffers) => {
      if (content.kind === "file") {
        const link = document.createElement("a");
        const address = URL.createObjectURL(new Blob(buffers, { type: "application/octet-stream" }));
        link.href = address;
        link.download = content.name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
        said.textContent = `saved as ${content.name}`;
      } else if (content.kind === "refused") {
        said.textContent = "";
      }
    };
    model.on("change", draw);
    model.on("msg:custom", save);
    button.addEventListener("click", () => {
      said.textContent = "making it ...";
      model.send({ kind: "save" });
    });
    button.setAttribute("data-lm-suppress-shortcuts", "true");
    button.addEventListener("keydown", (event) => event.stopPropagation());
    draw();
    return () => model.off("msg:custom", save);
  },
};
