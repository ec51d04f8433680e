// The runs to choose from: those of this notebook, and behind a fold all others, which are many after a few lessons. It only
// shows and marks; what a row says is text, whoever wrote it.

export default {
  initialize: hear,
  render({ model, el }) {
    const find = document.createElement("input");
    const told = document.createElement("output");
    const own = framed("Runs");
    const others = framed("Other runs");
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    const folded = document.createElement("div");
    find.type = "search";
    find.placeholder = "Find: a person, label, scope, client or provider";
    find.setAttribute("aria-label", "Find a run");
    find.setAttribute("data-lm-suppress-shortcuts", "true");
    told.className = "fxp-told";
    folded.className = "fx"; // the one kind of fold, as in the views
    fold.className = "fx-fold";
    fold.append(summary, others.frame);
    folded.append(fold);
    el.append(find, told, own.frame, folded);

    const rows = new Map(); // by the run's id
    const ages = new Map(); // when each run began, by the words that say so
    let wasOpen = false; // the fold, before a search opened it

    const chosen = () => new Set(model.get("chosen"));
    const choose = (id, wanted) => {
      // In the order in which they were marked: the first one is the base of the comparison.
      const before = model.get("chosen").filter((each) => each !== id);
      model.set("chosen", wanted ? [...before, id] : before);
      model.save_changes();
    };
    const filter = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { row, text } of rows.values()) row.hidden = !words.every((word) => text.includes(word));
      told.textContent = rows.size ? `${counted(own.list, "run")}${model.get("of")}, ${chosen().size} marked` : "";
      summary.textContent = `${counted(others.list, "other")}: earlier ones, and those of other notebooks`;
      folded.hidden = !others.list.children.length;
      fold.open = words.length ? Boolean(found(others.list)) : wasOpen;
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
      const wanted = chosen();
      // What is marked stands first, where it is seen.
      const all = model.get("rows").toSorted((a, b) => Number(wanted.has(b.id)) - Number(wanted.has(a.id)));
      const isNear = (run) => run.own || wanted.has(run.id);
      rows.clear();
      ages.clear();
      own.list.replaceChildren(...all.filter(isNear).map(drawn));
      others.list.replaceChildren(...all.filter((run) => !isNear(run)).map(drawn));
      mark();
    };
    const drawn = (run) => {
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
      const age = line("fxp-run-when", when(run.created));
      name.append(role);
      label.append(
        box,
        name,
        line(`fxp-run-outcome fxp-run-${run.mood}`, run.outcome),
        line("fxp-run-what", run.what),
        age,
      );
      ages.set(age, run.created);
      row.append(label);
      rows.set(run.id, { row, box, role, text: `${run.name} ${run.what} ${run.outcome}`.toLowerCase() });
      return row;
    };
    for (const control of [find, own.frame, fold]) control.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    find.addEventListener("input", filter);
    summary.addEventListener("click", () => { wasOpen = !fold.open; }); // the fold itself turns after this
    model.on("change:rows change:of", draw);
    model.on("change:chosen", mark);
    draw();
    const passing = setInterval(() => { for (const [age, began] of ages) age.textContent = when(began); }, 15_000);
    return () => clearInterval(passing);
  },
};

function framed(label) {
  const frame = document.createElement("div");
  const list = document.createElement("ul");
  frame.className = "fxp-runs";
  list.setAttribute("aria-label", label);
  frame.append(list);
  return { frame, list };
}

function found(list) {
  return list.querySelectorAll(":scope > li:not([hidden])").length;
}

// How many a list holds, and how many of them are shown: "3 runs", "1 of 3 runs".
function counted(list, what) {
  const [shown, all] = [found(list), list.children.length];
  return `${shown === all ? "" : `${shown} of `}${all} ${what}${all === 1 ? "" : "s"}`;
}

// A moment as everywhere else: how long ago while it is fresh, and then the date, with its zone.
function when(seconds) {
  const age = Date.now() / 1000 - seconds;
  if (age >= 0 && age < 3600) return age < 60 ? "just now" : `${Math.floor(age / 60)} min ago`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
