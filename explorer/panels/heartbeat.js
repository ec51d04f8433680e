// What a panel needs in the page, and the kernel cannot do: keep JupyterLab's shortcuts away from our controls (views/keys.js
// lets the one that saves through); describe them to a screen reader, and say what changed; lead the focus to the step that
// opens; count the seconds of a code; tell the kernel whether anybody sees the panel, and notice that nobody answers any more.

const PATIENCE = 5000; // milliseconds without an answer
const PAUSE = 1000; // milliseconds without a key after which a word about what was typed is welcome

export default {
  initialize: hear,
  render({ model, el }) {
    const ended = new AbortController();
    const view = String(Math.random());
    const tell = (kind) => {
      try {
        model.send({ kind, view });
      } catch {
        // The kernel is gone, and draws nothing anyway.
      }
    };
    tell("shown");
    const listen = (type, act) => document.addEventListener(type, act, { signal: ended.signal });
    const ours = (target) => el.isConnected && el.closest(".fxp")?.contains(target);

    // A key pressed on a focused button would run a notebook command: x cuts the cell, panel and all. JupyterLab looks
    // for this attribute on the focused element itself, not on what stands around it.
    listen("focusin", ({ target }) => {
      if (ours(target)) target.setAttribute("data-lm-suppress-shortcuts", "true");
    });

    // VS Code takes its notebook's keys at the window, where none without Ctrl, Alt or Cmd needs to arrive.
    listen("keydown", (event) => {
      if (ours(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) event.stopPropagation();
    });

    listen("click", ({ target }) => ours(target) && ask());

    // The second click of a double click is none, nor is the second of two quick presses of Enter: by then the button under
    // them may mean the next step, and a link opens twice.
    let last = {};
    const once = (event) => {
      const pressed = ours(event.target) && event.target.closest("button, a");
      if (!pressed) return;
      const again = event.detail === 0 && last.pressed === pressed && event.timeStamp - last.at < 400;
      if (event.detail > 1 || again) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else last = { pressed, at: event.timeStamp };
    };
    document.addEventListener("click", once, { capture: true, signal: ended.signal });

    if (!document.getElementById("jupyter-config-data")) {
      el.append(words("fxp-elsewhere", "note", model.get("elsewhere_text"))); // every page of Jupyter's own has one
    }

    // A screen reader is told which folds are open, and spared the icons: each is a letter of a private alphabet.
    const describe = () => {
      const panel = el.closest(".fxp");
      if (!panel) return;
      for (const icon of panel.querySelectorAll("i:not([aria-hidden])")) icon.setAttribute("aria-hidden", "true");
      for (const toggle of panel.querySelectorAll(".fxp-fold-toggle")) {
        const open = String(toggle.classList.contains("mod-active"));
        if (toggle.getAttribute("aria-expanded") !== open) toggle.setAttribute("aria-expanded", open);
      }
      for (const row of panel.querySelectorAll(".fxp-field")) describeField(row);
      remark(panel);
    };
    const aloud = words("fxp-aloud", "status", "");
    el.append(aloud);

    // What was done is said; once for each time, also where the sentence is the same.
    let news = [];
    let speaking;
    const speak = (text) => {
      news.push(text);
      clearTimeout(speaking);
      aloud.textContent = "";
      speaking = setTimeout(() => {
        aloud.textContent = news.join(" ");
        news = [];
      }, 150);
    };

    // What is wrong with a field interrupts; what may be meant so is said once the reader has stopped typing there.
    let remarked = "";
    let remarking;
    const remark = (panel) => {
      const remarks = [...panel.querySelectorAll(".fxp-field:not(.fxp-wrong) > .fxp-flaw:not(.fxp-hidden)")];
      const text = remarks.map((each) => each.textContent.trim()).join(" ");
      if (text === remarked) return;
      remarked = text;
      clearTimeout(remarking);
      if (text) remarking = setTimeout(() => speak(text), PAUSE);
    };

    // The step that opens gets the focus, where the button that opened it has gone.
    let open; // the step that was seen last
    const follow = () => {
      const panel = el.closest(".fxp");
      const place = panel?.querySelector(".fxp-place:not(.fxp-hidden)");
      if (!place) return;
      const title = place.querySelector(".fxp-title");
      if (open && open !== place) {
        const lost = document.activeElement === document.body || open.contains(document.activeElement);
        if (lost && touched && title) {
          title.tabIndex = -1;
          title.setAttribute("data-lm-suppress-shortcuts", "true");
          title.focus({ preventScroll: true });
          panel.querySelector(".fxp-rail")?.scrollIntoView({ block: "nearest" }); // the row of steps says where one is
          title.scrollIntoView({ block: "nearest" });
        }
      }
      open = place;
    };

    // A sentence that speaks of a control leads there, as soon as it can be seen.
    const lead = (at, frames = 60) => {
      const control = [...(el.closest(".fxp")?.querySelectorAll(at) ?? [])].find((each) => each.offsetParent && !each.disabled);
      if (control && touched) control.focus();
      else if (frames && !ended.signal.aborted) requestAnimationFrame(() => lead(at, frames - 1));
    };
    model.on("msg:custom", ({ kind, text, at }) => {
      if (kind !== "news") return;
      if (text) speak(text);
      if (at) lead(at);
    });
    let touched = false; // whether the reader was in this panel last
    listen("pointerdown", ({ target }) => (touched = ours(target)));
    listen("focusin", ({ target }) => (touched = ours(target)));

    const observer = new MutationObserver(() => {
      describe();
      follow();
    });
    const observe = () => {
      if (ended.signal.aborted) return;
      const panel = el.closest(".fxp");
      if (!panel) return void requestAnimationFrame(observe); // not in the page yet
      describe();
      follow();
      observer.observe(panel, { attributeFilter: ["class"], childList: true, subtree: true });
    };
    observe();

    const clock = setInterval(() => {
      const panel = el.closest(".fxp");
      for (const age of panel?.querySelectorAll("[data-fxp-since]") ?? []) {
        const seconds = Math.max(0, Date.now() / 1000 - Number(age.dataset.fxpSince));
        age.textContent = duration(seconds);
        const whole = age.closest("[data-fxp-late]");
        if (age === whole?.querySelector("[data-fxp-since]")) whole.classList.toggle("fxp-late", seconds > Number(whole.dataset.fxpLate));
      }
      for (const moment of panel?.querySelectorAll("[data-fx-moment]") ?? []) {
        moment.textContent = distance(Number(moment.dataset.fxMoment) - Date.now() / 1000);
      }
    }, 1000);

    const notice = words("fxp-dead", "alert", "");
    notice.hidden = true;
    el.append(notice);

    let asked;
    const silent = (text) => {
      notice.textContent = text;
      notice.hidden = false;
      if (text === model.get("dead_text")) el.closest(".fxp")?.setAttribute("data-fxp-dead", ""); // nothing can be pressed
    };
    const waitNoMore = () => {
      clearTimeout(asked);
      asked = undefined;
    };
    const ask = () => {
      if (asked) return;
      asked = setTimeout(() => {
        waitNoMore(); // an answer may be lost, so the next click asks again
        silent(model.get("busy_text"));
      }, PATIENCE);
      try {
        model.send({ kind: "ping" });
      } catch {
        waitNoMore();
        silent(model.get("dead_text"));
      }
    };
    // Whatever the kernel says, it is there.
    model.on("msg:custom", () => {
      waitNoMore();
      notice.hidden = true;
      el.closest(".fxp")?.removeAttribute("data-fxp-dead");
    });
    // The widget manager says so when the kernel is restarted, or dies: then this panel is a picture of a panel.
    model.on("comm_live_update", () => silent(model.get("dead_text")));

    return () => {
      tell("hidden");
      ended.abort();
      observer.disconnect();
      clearInterval(clock);
      clearTimeout(asked);
      clearTimeout(remarking);
    };
  },
};

// A field with something wrong in it says so, and by which sentence.
let flaws = 0;
function describeField(row) {
  const flaw = row.querySelector(":scope > .fxp-flaw:not(.fxp-hidden)");
  for (const control of row.querySelectorAll("input, select, textarea")) {
    if (row.classList.contains("fxp-wrong")) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (flaw) {
      flaw.id ||= `fxp-flaw-${++flaws}`;
      control.setAttribute("aria-describedby", flaw.id);
    } else control.removeAttribute("aria-describedby");
  }
}

function words(kind, role, text) {
  const made = document.createElement("p");
  made.className = kind;
  made.setAttribute("role", role);
  made.textContent = text;
  return made;
}

// How far away a moment is, however far: the date that stands beside it has another zone than most clocks.
function distance(seconds) {
  const away = duration(Math.abs(seconds));
  return seconds > 0 ? ` in ${away}` : ` ${away} ago`;
}

// The largest unit and the next, as the views say a length of time (duration in views/values.py).
const UNITS = [[31536000, "year"], [86400, "day"], [3600, "h"], [60, "min"], [1, "s"]];
function duration(seconds) {
  let left = Math.floor(seconds);
  const first = UNITS.findIndex(([size]) => left >= size);
  const said = [];
  for (const [size, unit] of first < 0 ? UNITS.slice(-1) : UNITS.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count || !said.length) said.push(`${count} ${unit}${count !== 1 && size >= 86400 ? "s" : ""}`);
  }
  return said.join(" ");
}
