// A link that opens in a new tab and tells the kernel that it was opened. A secret address comes by message and stays in
// the page: widget state would carry it into the saved notebook.

export default {
  initialize: hear,
  render({ model, el }) {
    const link = document.createElement("a");
    link.className = "jupyter-widgets jupyter-button widget-button fxp-link";
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.setAttribute("data-lm-suppress-shortcuts", "true");
    el.append(link);

    const point = (href) => {
      const usable = /^https?:\/\//.test(href) || (href.startsWith("/") && location.protocol.startsWith("http"));
      if (usable) link.href = href;
      else link.removeAttribute("href");
      link.setAttribute("aria-disabled", String(!usable));
    };
    const draw = () => {
      const icon = document.createElement("i");
      icon.className = "fa fa-external-link";
      icon.setAttribute("aria-hidden", "true");
      link.replaceChildren(icon, model.get("label"));
      link.classList.toggle("mod-primary", model.get("primary"));
      if (!model.get("private")) point(model.get("href"));
    };
    model.on("change", draw);
    model.on("msg:custom", ({ kind, href }) => kind === "href" && point(href));
    link.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    link.addEventListener("click", () => {
      if (!model.get("private")) model.send({ kind: "opened", href: link.getAttribute("href") });
    });
    draw();
    if (model.get("private")) model.send({ kind: "href" });
  },
};
