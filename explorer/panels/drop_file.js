// A place for a file: choose it, or drop it. It goes to the kernel in pieces, by message, and never becomes widget state:
// a HAR holds sessions and tokens, and a notebook may save what is state. The kernel asks for each piece.

const PIECE = 1 << 20;

export default {
  render({ model, el }) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const said = document.createElement("span");
    input.type = "file";
    input.setAttribute("data-lm-suppress-shortcuts", "true");
    said.setAttribute("role", "status");
    said.className = "fxp-said";
    label.className = "fxp-drop";
    label.append(document.createTextNode(model.get("label")), input);
    el.append(label, said);

    let file = null;
    const begin = (chosen) => {
      if (!chosen) return;
      file = chosen;
      said.textContent = `reading ${file.name} ...`;
      model.send({ kind: "begin", name: file.name, size: file.size });
    };
    const next = async (at) => {
      if (!file) return;
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      model.send({ kind: "piece", at }, undefined, [piece]);
    };
    model.on("msg:custom", ({ kind, at, text }) => {
      if (kind === "next") next(at);
      else if (kind === "said") {
        said.textContent = text;
        file = null;
        input.value = "";
      }
    });
    input.addEventListener("change", () => begin(input.files[0]));
    input.addEventListener("keydown", (event) => event.stopPropagation());
    label.addEventListener("dragover", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    label.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      begin(event.dataTransfer.files[0]);
    });
  },
};
