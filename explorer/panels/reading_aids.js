// What helps a reader in the page, and needs no kernel: a copy button at each text that one may want elsewhere, where else a
// fingerprint occurs, the way from an arrow of the diagram to its message, and a filter for the checks.

const FINGERPRINT = /^<\w+ [0-9a-f]{8}>$/;
const SHOWN = 2500; // milliseconds that "copied" stays

export default {
  initialize: hear,
  render({ el }) {
    const ended = new AbortController();
    const told = document.createElement("p");
    told.className = "fxp-aloud";
    told.setAttribute("role", "status");
    el.append(told);

    const aid = () => {
      const panel = el.closest(".fxp");
      if (!panel) return;
      for (const box of panel.querySelectorAll("pre.fx-code:not([data-fxp-copy])")) copyButton(box, told);
      for (const value of panel.querySelectorAll(".fx code:not([data-fxp-seen])")) fingerprint(value, told);
      for (const arrow of panel.querySelectorAll("g[data-fx-step]:not([tabindex])")) way(arrow, panel);
      for (const report of panel.querySelectorAll(".fxp-checks .fx-report:not([data-fxp-filter])")) filter(report);
    };
    let due;
    const soon = () => {
      due ??= requestAnimationFrame(() => {
        due = undefined;
        aid();
      });
    };
    const observer = new MutationObserver(soon);
    const observe = () => {
      if (ended.signal.aborted) return;
      const panel = el.closest(".fxp");
      if (!panel) return void requestAnimationFrame(observe); // not in the page yet
      aid();
      observer.observe(panel, { childList: true, subtree: true });
    };
    observe();
    return () => {
      ended.abort();
      observer.disconnect();
      if (due) cancelAnimationFrame(due);
    };
  },
};

function made(name, kind, words = "") {
  const element = document.createElement(name);
  element.className = kind;
  element.textContent = words;
  return element;
}

function pressed(element, act) {
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  });
}

function copyButton(box, told) {
  box.dataset.fxpCopy = "";
  const button = made("button", "jupyter-button fxp-copy-text", "Copy");
  button.type = "button";
  button.setAttribute("aria-label", `Copy: ${box.getAttribute("aria-label") ?? "this text"}`);
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.textContent);
      button.textContent = told.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(box);
      button.textContent = told.textContent = "press Ctrl-C to copy";
    }
    setTimeout(() => {
      button.textContent = "Copy";
      told.textContent = ""; // the next "copied" is news again
    }, SHOWN);
  });
  box.before(button);
}

// A fingerprint stands for a value: the same one elsewhere is the same value.
function fingerprint(value, told) {
  value.dataset.fxpSeen = "";
  if (!FINGERPRINT.test(value.textContent)) return;
  value.classList.add("fxp-fingerprint");
  value.tabIndex = 0;
  value.setAttribute("role", "button");
  value.title = "Where else does this value occur?";
  pressed(value, () => {
    for (const other of document.querySelectorAll(".fxp-same")) other.classList.remove("fxp-same");
    for (const note of document.querySelectorAll(".fxp-where")) note.remove();
    const same = [...document.querySelectorAll(".fx code")].filter((each) => each.textContent === value.textContent);
    for (const each of same) each.classList.add("fxp-same");
    const places = [...new Set(same.filter((each) => each !== value).map(place).filter(Boolean))];
    const words = places.length ? `The same value: ${places.join("; ")}` : "Nowhere else on this page, as far as its steps were opened.";
    value.after(made("span", "fxp-where", words));
    told.textContent = words;
  });
}

function place(code) {
  const row = code.closest("tr")?.querySelector("th")?.textContent.trim();
  const view = code.closest("[role=group][aria-label]")?.getAttribute("aria-label");
  const step = code.closest(".fxp-step")?.querySelector(".fxp-title")?.textContent;
  return [row, view, step && `step ${step}`].filter(Boolean).join(", ");
}

function way(arrow, panel) {
  const button = panel.querySelector(`.fxp-to-${CSS.escape(arrow.dataset.fxStep)}`);
  if (!button) return;
  arrow.closest("svg[role=img]")?.setAttribute("role", "group"); // a picture has no links in it
  arrow.tabIndex = 0;
  arrow.setAttribute("role", "link");
  arrow.setAttribute("aria-label", arrow.querySelector("title")?.textContent ?? "");
  pressed(arrow, () => {
    const here = button.classList.contains("fxp-now");
    if (here && arrow.dataset.fxExchange) toExchange(arrow, Number(arrow.dataset.fxExchange));
    else if (here) panel.querySelector(".fxp-place:not(.fxp-hidden) .fxp-checks")?.scrollIntoView();
    else button.click();
  });
}

// Of what was asked in the step that is open, the list of all exchanges has a row.
function toExchange(arrow, number) {
  const row = arrow.closest(".fxp-step")?.querySelector(`.fx-table-exchanges tbody tr:nth-child(${number})`);
  if (!row) return;
  const toggle = row.closest(".fxp-fold")?.querySelector(".fxp-fold-toggle:not(.mod-active)");
  toggle?.click();
  row.tabIndex = -1;
  row.scrollIntoView({ block: "center" });
  row.focus();
}

// Rows that do not fit are hidden, and what holds one that does is opened.
function filter(report) {
  report.dataset.fxpFilter = "";
  // What matters most stands above in the open, and once more among the rest.
  const rows = [...report.querySelectorAll(".fx-table-checks tbody tr")].filter((row) => !row.closest(".fx-first"));
  if (rows.length < 20) return;
  const bar = made("div", "fxp-filter");
  const find = document.createElement("input");
  const weight = document.createElement("select");
  const count = made("output", "fxp-told");
  find.type = "search";
  find.placeholder = "Search in questions, values, rules";
  find.setAttribute("aria-label", "Search in the checks");
  weight.setAttribute("aria-label", "Which checks");
  const kinds = [...new Set(rows.map(verdict))];
  weight.append(...["all", ...kinds].map((kind) => new Option(kind === "all" ? "all verdicts" : kind, kind)));
  for (const control of [find, weight]) {
    control.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const opened = new Set();
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = !words.length && weight.value === "all";
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word)) && (weight.value === "all" || verdict(row) === weight.value);
      row.hidden = !fits;
      shown += Number(fits);
    }
    for (const fold of report.querySelectorAll("details.fx-fold")) {
      const fits = [...fold.querySelectorAll("tbody tr")].some((row) => !row.hidden);
      fold.hidden = !fits;
      if (!all && fits && !fold.open) opened.add(fold);
      if (opened.has(fold)) fold.open = !all;
    }
    if (all) opened.clear();
    count.textContent = all ? "" : `${shown} found`;
  };
  find.addEventListener("input", apply);
  weight.addEventListener("change", apply);
  bar.append(find, weight, count);
  report.querySelector("details.fx-fold").before(bar);
  apply();
}

function verdict(row) {
  return row.querySelector(".fx-verdict")?.lastChild?.textContent.trim() ?? "";
}
