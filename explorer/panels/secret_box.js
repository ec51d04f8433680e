// The box for a secret. Its value leaves the page by one message and is gone from the box at once; it is never widget
// state, which JupyterLab and nbconvert may write into the notebook.

export default {
  initialize: hear,
  render({ model, el }) {
    const form = document.createElement("form");
    const label = document.createElement("label");
    const box = document.createElement("input");
    const use = document.createElement("button");
    const show = document.createElement("button");
    const said = document.createElement("output");
    said.setAttribute("role", "status"); // read aloud when a secret was taken
    form.className = "fxp-secret";
    box.type = "password";
    box.autocomplete = "off";
    use.type = "submit";
    use.textContent = "Use it";
    show.type = "button";
    for (const button of [use, show]) button.className = "jupyter-widgets jupyter-button widget-button";
    const name = document.createElement("span");
    label.append(name, box);
    form.append(label, use, show, said);
    el.append(form);

    let shown = false;
    const draw = () => {
      const length = model.get("length");
      name.textContent = model.get("label");
      show.hidden = length === 0;
      show.textContent = shown ? "Hide" : "Show";
      const odd = model.get("odd");
      const kept = `kept in the kernel's memory: ${length} characters${odd && `, ${odd}`}`;
      if (!shown) said.textContent = length ? kept : model.get("before") || "none typed here yet";
      said.classList.toggle("fxp-odd", Boolean(odd));
    };
    const hide = () => {
      shown = false;
      draw();
    };
    model.on("change", hide);
    model.on("msg:custom", ({ kind, value }) => {
      if (kind !== "revealed" || !shown) return;
      said.textContent = value;
      setTimeout(hide, 20000); // long enough to compare, short enough for a screen that is shared
    });
    const hand = () => {
      if (box.value) model.send({ kind: "secret", value: box.value });
      box.value = "";
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!box.value) said.textContent = `nothing is typed: type the ${model.get("label")} into the box`;
      hand();
    });
    // Whoever types a secret and presses the next button means it to be used: leaving the box hands it over.
    box.addEventListener("blur", hand);
    show.addEventListener("click", () => {
      shown = !shown;
      draw();
      if (shown) model.send({ kind: "reveal" });
    });
    for (const control of [box, use, show]) {
      control.setAttribute("data-lm-suppress-shortcuts", "true");
      control.addEventListener("keydown", (event) => {
        if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
        // JupyterLab swallows the submission that an Enter inside a cell would cause.
        if (event.key === "Enter" && control === box) {
          event.preventDefault();
          form.requestSubmit();
        }
      });
    }
    draw();
  },
};
