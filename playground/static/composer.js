// The composer's keys and completion. Everything offered is put into the page as text, never as HTML.
(() => {
  const box = () => document.querySelector("[data-composer]");
  const popup = () => document.querySelector(".completions");
  let offers = [];
  let active = 0;

  const grow = (el) => {
    el.style.height = "auto";
    el.style.height = Math.min(el.scrollHeight, 220) + "px";
  };

  const key = (el) => "draft " + el.dataset.composer;

  const close = () => {
    offers = [];
    const list = popup();
    if (list) list.replaceChildren();
    const el = box();
    if (el) {
      el.setAttribute("aria-expanded", "false");
      el.removeAttribute("aria-activedescendant");
    }
  };

  // The word at the caret: a command only at the start of the line, members and channels anywhere.
  const word = (el) => {
    const before = el.value.slice(0, el.selectionStart);
    const found = /^(\/)([\w-]*)$/.exec(before) || /(?:^|[\s(])([@#])([\w.-]*)$/.exec(before);
    return found && { sign: found[1], typed: found[2].toLowerCase(), from: before.length - found[2].length - 1 };
  };

  const draw = (el) => {
    const list = popup();
    const now = word(el);
    if (!now || !list) return close();
    const all = JSON.parse(el.dataset.completions)[now.sign] || [];
    offers = all
      .filter(([text, called]) => text.slice(1).toLowerCase().startsWith(now.typed) ||
        (now.sign === "@" && called.toLowerCase().split(" ").some((part) => part.startsWith(now.typed))))
      .slice(0, 8);
    if (!offers.length) return close();
    active = Math.min(active, offers.length - 1);
    const lines = offers.map(([text, called, hint], at) => {
      const line = document.createElement("div");
      line.className = "completion" + (at === active ? " active" : "");
      line.id = "completion-" + at;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", at === active ? "true" : "false");
      for (const [name, said] of [["completion-text", text], ["completion-hint", hint], ["completion-called", called]]) {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = said;
        line.append(part);
      }
      line.addEventListener("mousedown", (e) => { e.preventDefault(); active = at; pick(el); });
      return line;
    });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.replaceChildren(...lines);
    el.setAttribute("aria-expanded", "true");
    el.setAttribute("aria-activedescendant", "completion-" + active);
  };

  const pick = (el) => {
    const now = word(el);
    const chosen = offers[active];
    if (!now || !chosen) return;
    const rest = el.value.slice(el.selectionStart);
    const text = chosen[0] + (rest.startsWith(" ") ? "" : " ");
    el.value = el.value.slice(0, now.from) + text + rest;
    el.selectionStart = el.selectionEnd = now.from + text.length;
    changed(el);
    close();
  };

  const changed = (el) => {
    grow(el);
    sessionStorage.setItem(key(el), el.value);
  };

  const send = (el) => {
    const text = el.value;
    if (!text.trim()) return;
    el.value = "";
    changed(el);
    close();
    el.dispatchEvent(new CustomEvent("composer-send", { detail: text }));
  };

  window.playgroundSend = () => { const el = box(); if (el) { send(el); el.focus(); } };

  window.playgroundComposer = () => {
    const el = box();
    if (!el || el.dataset.ready) return;
    el.dataset.ready = "yes";
    el.value = sessionStorage.getItem(key(el)) || "";
    grow(el);
  };

  document.addEventListener("input", (e) => {
    if (!e.target.matches("[data-composer]")) return;
    active = 0;
    changed(e.target);
    draw(e.target);
  });
  document.addEventListener("keydown", (e) => {
    if (!e.target.matches || !e.target.matches("[data-composer]") || e.isComposing) return;
    const el = e.target;
    const open = offers.length > 0;
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      active = (active + (e.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
      draw(el);
    } else if (open && e.key === "Escape") {
      e.preventDefault();
      close();
    } else if (open && (e.key === "Tab" || e.key === "Enter") && !e.shiftKey) {
      const now = word(el);
      const complete = now && now.sign + now.typed === offers[active][0].toLowerCase();
      e.preventDefault();
      if (e.key === "Enter" && complete) send(el); else pick(el);
    } else if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      send(el);
    }
  });
  document.addEventListener("focusout", (e) => { if (e.target.matches("[data-composer]")) close(); });
})();
