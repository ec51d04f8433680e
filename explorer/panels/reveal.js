// A secret that is shown or copied on demand. It comes by message, stays in the page for twenty seconds at most, and is
// never widget state, which JupyterLab and nbconvert may write into the notebook.

const LONG_ENOUGH = 20000; // milliseconds: to compare by eye, short enough for a screen that is shared

export default {
  initialize: hear,
  render({ model, el }) {
    const name = document.createElement("span");
    const show = document.createElement("button");
    const copy = document.createElement("button");
    const said = document.createElement("output");
    const value = document.createElement("code");
    el.classList.add("fxp-reveal");
    for (const button of [show, copy]) {
      button.type = "button";
      button.className = "jupyter-widgets jupyter-button widget-button";
      button.setAttribute("data-lm-suppress-shortcuts", "true");
      button.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    }
    copy.textContent = "Copy";
    value.tabIndex = 0;
    el.append(name, show, copy, said, value);

    let wanted = ""; // what the answer of the kernel is for
    let timer;
    const hide = () => {
      clearTimeout(timer);
      value.textContent = "";
      value.hidden = true;
      show.textContent = "Show";
      show.setAttribute("aria-label", `Show the ${model.get("label")}`);
      copy.setAttribute("aria-label", `Copy the ${model.get("label")}`);
    };
    const draw = () => {
      name.textContent = model.get("label");
      said.textContent = "";
      hide();
    };
    const ask = (purpose) => {
      wanted = purpose;
      model.send({ kind: "reveal" });
    };
    show.addEventListener("click", () => (value.hidden ? ask("show") : hide()));
    copy.addEventListener("click", () => ask("copy"));
    model.on("msg:custom", async ({ kind, value: secret }) => {
      if (kind !== "revealed" || !wanted) return; // another view of this widget asked
      const purpose = wanted;
      wanted = "";
      if (purpose === "copy") {
        try {
          await navigator.clipboard.writeText(secret);
          said.textContent = "copied";
          return;
        } catch {
          said.textContent = "The browser refuses the clipboard: copy it from here.";
        }
      }
      value.textContent = secret;
      value.hidden = false;
      show.textContent = "Hide";
      show.setAttribute("aria-label", `Hide the ${model.get("label")}`);
      timer = setTimeout(hide, LONG_ENOUGH);
    });
    model.on("change", draw);
    draw();
    return () => clearTimeout(timer);
  },
};
