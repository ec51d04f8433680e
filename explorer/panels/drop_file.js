// A place for files: choose them, or drop them. They go to the kernel in pieces, by message, and never become widget state:
// a HAR holds sessions and tokens, and a notebook may save what is state. The kernel asks for each piece.

const PIECE = 1 << 20;

export default {
  initialize: hear,
  render({ model, el }) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const said = document.createElement("span");
    input.type = "file";
    input.accept = model.get("accept");
    input.multiple = model.get("multiple");
    input.setAttribute("data-lm-suppress-shortcuts", "true");
    said.setAttribute("role", "status");
    said.className = "fxp-said";
    label.className = "fxp-drop";
    label.append(document.createTextNode(model.get("label")), input);
    el.append(label, said);

    let file = null;
    let waiting = [];
    const begin = () => {
      file = waiting.shift() ?? null;
      if (!file) return;
      said.textContent = `reading ${file.name} ...`;
      model.send({ kind: "begin", name: file.name, size: file.size, more: waiting.length });
    };
    const take = (chosen) => {
      waiting = model.get("multiple") ? [...chosen] : [...chosen].slice(0, 1);
      begin();
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
        input.value = "";
        begin();
      }
    });
    input.addEventListener("change", () => take(input.files));
    input.addEventListener("keydown", (event) => event.stopPropagation());
    label.addEventListener("dragover", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    label.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      take(event.dataTransfer.files);
    });
  },
};
