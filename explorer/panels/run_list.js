// The runs to choose from: a table that stays readable with a thousand rows. It only shows and marks; what a row says is
// text, whoever wrote it.

export default {
  render({ model, el }) {
    const find = document.createElement("input");
    const told = document.createElement("output");
    const frame = document.createElement("div");
    const list = document.createElement("ul");
    find.type = "search";
    find.placeholder = "Find: a person, label, scope, client or provider";
    find.setAttribute("aria-label", "Find a run");
    find.setAttribute("data-lm-suppress-shortcuts", "true");
    told.className = "fxp-told";
    frame.className = "fxp-runs";
    list.setAttribute("aria-label", "Runs");
    frame.append(list);
    el.append(find, told, frame);

    const rows = new Map(); // by the run's id

    const chosen = () => new Set(model.get("chosen"));
    const choose = (id, wanted) => {
      // In the order in which they were marked: the first one is the base of the comparison.
      const others = model.get("chosen").filter((each) => each !== id);
      model.set("chosen", wanted ? [...others, id] : others);
      model.save_changes();
    };
    const filter = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text } of rows.values()) {
        row.hidden = !words.every((word) => text.includes(word));
        shown += Number(!row.hidden);
      }
      const marked = chosen().size;
      told.textContent = rows.size
        ? `${shown === rows.size ? "" : `${shown} of `}${rows.size} run${rows.size === 1 ? "" : "s"}, ${marked} marked`
        : model.get("empty");
    };
    const mark = () => {
      const wanted = chosen();
      const [base] = model.get("chosen");
      for (const [id, { box, role }] of rows) {
        box.checked = wanted.has(id);
        role.textContent = id === base && wanted.size > 1 ? " (base)" : "";
      }
      filter();
    };
    const draw = () => {
      rows.clear();
      list.replaceChildren(
        // What is marked stands first, where it is seen.
        ...model.get("rows").toSorted((a, b) => Number(chosen().has(b.id)) - Number(chosen().has(a.id))).map((run) => {
          const row = document.createElement("li");
          const label = document.createElement("label");
          const box = document.createElement("input");
          box.type = "checkbox";
          box.setAttribute("data-lm-suppress-shortcuts", "true");
          box.addEventListener("change", () => choose(run.id, box.checked));
          const line = (kind, words) => {
            const part = document.createElement("span");
            part.className = kind;
            part.textContent = words;
            return part;
          };
          const name = line("fxp-run-name", run.name);
          const role = line("fxp-run-role", "");
          name.append(role);
          label.append(
            box,
            name,
            line(`fxp-run-outcome fxp-run-${run.mood}`, run.outcome),
            line("fxp-run-what", run.what),
            line("fxp-run-when", when(run.created)),
          );
          row.append(label);
          rows.set(run.id, { row, box, role, text: `${run.name} ${run.what} ${run.outcome}`.toLowerCase() });
          return row;
        }),
      );
      mark();
    };
    for (const control of [find, frame]) control.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    find.addEventListener("input", filter);
    model.on("change:rows", draw);
    model.on("change:chosen", mark);
    draw();
  },
};

// A moment as everywhere else: how long ago while it is fresh, and then the date, with its zone.
function when(seconds) {
  const age = Date.now() / 1000 - seconds;
  if (age >= 0 && age < 3600) return age < 60 ? "just now" : `${Math.floor(age / 60)} min ago`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
