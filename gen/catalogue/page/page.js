// What the page does beyond showing all: search, filters, and addresses of both. The
// state is in the fragment of the address, so a link leads to what is seen, and back
// goes back.
"use strict";

const root = document.documentElement;
root.classList.add("scripted");
const stored = (() => {
  try {
    return localStorage.getItem("hhgen-theme");
  } catch {
    return null; // the browser keeps nothing for files
  }
})();
if (stored === "dark" || stored === "light") root.dataset.theme = stored;

document.addEventListener("DOMContentLoaded", () => {
  const $ = (id) => document.getElementById(id);
  const search = $("search");
  const form = $("filters");
  const records = [...document.querySelectorAll(".record")].map((element) => ({ element, ...lists(element) }));
  const keys = [...document.querySelectorAll(".key")].map((element) => ({
    element,
    ...lists(element),
    namespace: [element.dataset.namespace],
    kind: element.dataset.kinds.split("\n"),
    in: element.dataset.in.split(" ").map((i) => records[i].element.dataset.id),
    privacy: [element.dataset.privacy],
    status: ["deprecated" in element.dataset ? "deprecated" : "current"],
  }));
  const filters = [...form.elements].filter((e) => e.name);
  const names = ["view", "q", ...filters.map((f) => f.name), "key", "record"];
  const ofRecords = ["package", "owner"]; // the filters that records have too
  let state = {};

  function lists(element) {
    const { packages, owners } = element.dataset;
    return { package: packages.split("\n"), owner: owners.split("\n") };
  }

  // text is what a search looks at, made once.
  function text(entry) {
    entry.text ??= [entry.element.textContent, entry.element.dataset.path, entry.element.dataset.formers, entry.element.dataset.id]
      .join(" ").toLowerCase();
    return entry.text;
  }

  // offer fills a filter with the values that keys have.
  function offer(select) {
    const counts = new Map();
    for (const key of keys) for (const value of new Set(key[select.name])) counts.set(value, (counts.get(value) ?? 0) + 1);
    const titles = {
      privacy: { readable: "Can be read", hashed: "Hashed", masked: "Masked" },
      status: { current: "Current", deprecated: "Deprecated" },
    }[select.name] ?? {};
    select.append(new Option("All", ""));
    if (select.name === "privacy" && [...counts.keys()].some(Boolean)) {
      select.append(new Option(`Any kind (${keys.length - (counts.get("") ?? 0)})`, "any"));
    }
    const sorted = [...counts].filter(([value]) => value);
    if (select.name !== "namespace") sorted.sort(([a], [b]) => (a < b ? -1 : 1));
    const start = select.name === "package" || select.name === "in" ? common(sorted.map(([value]) => value)) : 0;
    for (const [value, count] of sorted) select.append(new Option(`${titles[value] ?? value.slice(start)} (${count})`, value));
    if (counts.has("") && sorted.length > 0) select.append(new Option(`${select.dataset.none} (${counts.get("")})`, "none"));
    select.parentElement.hidden = select.options.length < 3; // all keys have the same
  }

  // common is the length of the folders with which all paths begin.
  function common(paths) {
    const first = paths[0] ?? "";
    let end = first.lastIndexOf("/") + 1;
    while (end > 0 && !paths.every((path) => path.startsWith(first.slice(0, end)))) end = first.lastIndexOf("/", end - 2) + 1;
    return end;
  }

  // read is the state of an address; what it does not know is left out.
  function read(fragment) {
    const found = {};
    for (const [name, value] of new URLSearchParams(fragment.slice(1))) {
      if (names.includes(name) && value) found[name] = value;
      else if (name === "records" || name === "keys") found.view = name;
    }
    if (found.record) found.view = "records";
    if (found.key) delete found.view;
    if (found.view !== "records") delete found.view;
    return found;
  }

  function address(of) {
    const parts = new URLSearchParams();
    for (const name of names) if (of[name] && !(name === "view" && of.record)) parts.set(name, of[name]);
    return "#" + String(parts).replaceAll("%2F", "/").replaceAll("%40", "@").replaceAll("*", "%2A");
  }

  // changed is the state after a change.
  function changed(change) {
    const next = { ...state, ...change };
    for (const name of names) if (!next[name]) delete next[name];
    return next;
  }

  // go changes the state, as a step that can be gone back, or in place of this one.
  function go(change, replace) {
    const next = changed(change);
    if (address(next) === address(state)) return;
    history[replace ? "replaceState" : "pushState"](null, "", address(next));
    show(next);
  }

  function matches(entry, words, active) {
    return active.every(([name, value]) => {
      if (value === "any") return entry[name].some(Boolean);
      return entry[name].includes(value === "none" ? "" : value);
    }) && words.every((word) => text(entry).includes(word));
  }

  // hide shows those that match, and returns how many they are.
  function hide(entries, words, active) {
    let shown = 0;
    for (const entry of entries) {
      const fits = matches(entry, words, active);
      entry.element.hidden = !fits;
      if (fits) shown++;
    }
    return shown;
  }

  function show(next) {
    const before = state;
    state = next;
    const view = state.view ?? "keys";
    const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const active = filters.map((f) => [f.name, state[f.name]]).filter(([, value]) => value);
    if (document.activeElement !== search || search.value.trim() !== (state.q ?? "")) search.value = state.q ?? "";
    for (const f of filters) {
      f.value = state[f.name] ?? "";
      f.classList.toggle("set", Boolean(f.value));
    }
    const shown = view === "keys"
      ? hide(keys, words, active)
      : hide(records, words, active.filter(([name]) => ofRecords.includes(name)));
    $("keys").hidden = view !== "keys";
    $("records").hidden = view !== "records";
    for (const section of document.querySelectorAll(".namespace")) {
      const left = section.querySelectorAll(".key:not([hidden])").length;
      section.hidden = left === 0;
      section.querySelector(".number").textContent = left;
    }
    for (const link of document.querySelectorAll("[data-view]")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const all = view === "keys" ? keys.length : records.length;
    $("count").textContent = shown === all ? "" : `${shown} of ${all} ${view}`;
    $("none").hidden = shown > 0 || all === 0;
    $("clear").hidden = active.length === 0;
    $("active").textContent = active.length > 0 ? `(${active.length})` : "";
    mark(words);
    open(before);
  }

  // open opens what the address is about.
  function open(before) {
    const id = state.record ? "record=" + state.record : state.key ? "key=" + state.key : "";
    const element = id && $(id);
    if (!element) return;
    element.hidden = false; // also if a filter leaves it out: it was asked for
    element.closest(".namespace")?.removeAttribute("hidden");
    const details = element.querySelector("details");
    if (state.key === before.key && state.record === before.record && details.open) return;
    details.open = true;
    const look = () => {
      element.scrollIntoView({ block: "start" });
      details.querySelector("summary").focus({ preventScroll: true });
    };
    look();
    if (document.readyState !== "complete") addEventListener("load", look, { once: true }); // the browser moves there too, after this
  }

  // mark highlights what was searched for, where many are not shown at once.
  function mark(words) {
    if (!CSS.highlights) return;
    CSS.highlights.delete("found");
    if (words.length === 0) return;
    const ranges = [];
    for (const element of document.querySelectorAll(".entry:not([hidden]) :is(.path, .meaning)")) {
      if (ranges.length > 400) break;
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const content = walker.currentNode.data.toLowerCase();
        if (content.length !== walker.currentNode.data.length) continue; // some letters become two
        for (const word of words) {
          for (let at = content.indexOf(word); at >= 0; at = content.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + word.length);
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  const follow = () => show(read(location.hash));
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);

  search.addEventListener("input", () => {
    const q = search.value.trim();
    go({ q, key: "", record: "" }, Boolean(state.q) && Boolean(q)); // one step back for one search
  });
  form.addEventListener("change", (event) => go({ [event.target.name]: event.target.value, key: "", record: "" }));
  const cleared = Object.fromEntries(filters.map((f) => [f.name, ""]));
  $("clear").addEventListener("click", () => go({ ...cleared, key: "", record: "" }));
  $("reset").addEventListener("click", () => {
    go({ ...cleared, q: "", key: "", record: "" });
    search.focus();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address is for the state
    $("main").focus();
  });
  for (const link of document.querySelectorAll("[data-view]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go({ view: link.dataset.view === "records" ? "records" : "", key: "", record: "" });
    });
  }

  // Entries say in the address that they are open, and offer to copy what is typed
  // elsewhere.
  document.addEventListener("toggle", (event) => {
    const entry = event.target.parentElement;
    if (!entry.classList.contains("entry")) return;
    const [name, value] = entry.id.split(/=(.*)/s);
    if (event.target.open) {
      note({ key: "", record: "", [name]: value });
      offerCopies(entry);
    } else if (state[name] === value) {
      note({ view: state.view, [name]: "" });
    }
  }, true);

  // note has the address say what is seen already.
  function note(change) {
    state = changed(change);
    history.replaceState(null, "", address(state));
  }

  function offerCopies(entry) {
    if (!navigator.clipboard || entry.querySelector(".copy")) return;
    for (const code of entry.querySelectorAll(".key .facts div:nth-child(-n+2) code")) {
      const button = document.createElement("button");
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy " + code.textContent);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 1500);
      });
      code.after(button);
    }
  }

  // Keys of the keyboard.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (typing && event.target !== search) return;
      if (move(event.target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "Escape") {
      escape(event);
    }
  });

  // move goes to the next entry, from an entry or from the search.
  function move(from, by) {
    const entry = from.closest(".entry");
    if (!entry && from !== search) return false;
    const all = [...document.querySelectorAll(`#${state.view ?? "keys"} .entry:not([hidden])`)];
    const at = entry ? all.indexOf(entry) + by : by > 0 ? 0 : -1;
    if (at < 0) search.focus();
    const next = all[at]?.querySelector("summary");
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
    return true;
  }

  // escape closes an entry, or else empties the search.
  function escape(event) {
    const entry = event.target.closest?.(".entry");
    const details = entry?.querySelector("details[open]");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    } else if (event.target === search && search.value) {
      event.preventDefault();
      search.value = "";
      go({ q: "" });
    } else if (entry) {
      search.focus();
    }
  }

  // The theme, until the system's is chosen again by choosing what it is.
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const tell = () => $("theme").setAttribute("aria-pressed", String(dark()));
  prefersDark.addEventListener("change", tell);
  $("theme").addEventListener("click", () => {
    const theme = dark() ? "light" : "dark";
    if ((theme === "dark") === prefersDark.matches) delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      localStorage.setItem("hhgen-theme", root.dataset.theme ?? "");
    } catch {
      // the choice holds until the page is left
    }
    tell();
  });
  tell();

  // Browsers that do not show closed details in print have them opened.
  if (!CSS.supports("selector(details::details-content)")) {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll(".entry:not([hidden]) > details:not([open])")];
      for (const details of opened) details.open = true;
    });
    addEventListener("afterprint", () => {
      for (const details of opened) details.open = false;
    });
  }

  for (const f of filters) offer(f);
  if (matchMedia("(max-width: 62rem)").matches) $("fold").open = false;
  follow();
});
