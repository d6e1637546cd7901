// 滇创问答 on any page: <script src="https://…/widget.js" data-title="…" data-color="…" async></script>
// Draws a button and, once it is pressed, the chat in a frame; all of it in a shadow root of its own.
(() => {
  if (document.querySelector("[data-dianchuang]")) return; // a second tag draws no second button
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const data = script.dataset;
  const text = {
    title: data.title || "滇创问答",
    open: data.open || "政策咨询",
    close: data.close || "收起",
    news: data.news || "有新回复",
  };
  const css = `
    :host { all: initial; position: fixed !important; z-index: 2147483000 !important; inset: auto 0 0 auto !important; font: 16px/1.5 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif !important; letter-spacing: normal !important; color: #1b2522 !important; text-transform: none !important; }
    :host([data-side="left"]) { inset: auto auto 0 0 !important; }
    button { all: unset; box-sizing: border-box; cursor: pointer; position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom)); display: inline-flex; align-items: center; gap: 8px; min-height: 56px; padding: 0 22px 0 18px; border-radius: 28px; background: var(--colour); color: var(--ink); font-weight: 600; box-shadow: 0 2px 6px rgb(0 0 0 / 12%), 0 8px 28px rgb(0 0 0 / 18%); }
    :host([data-side="left"]) button, :host([data-side="left"]) .panel { right: auto; left: max(20px, env(safe-area-inset-left)); }
    button:focus-visible { outline: 3px solid var(--colour); outline-offset: 3px; }
    button svg { width: 24px; height: 24px; }
    .badge { width: 10px; height: 10px; border-radius: 50%; background: #e0452b; border: 2px solid #fff; margin-left: -2px; }
    .panel { position: fixed; right: 20px; bottom: 92px; width: min(400px, calc(100vw - 40px)); height: min(660px, calc(100dvh - 116px)); border-radius: 20px; overflow: hidden; background: #f7f6f2; border: 1px solid rgb(0 0 0 / 12%); box-shadow: 0 4px 12px rgb(0 0 0 / 10%), 0 20px 60px rgb(0 0 0 / 22%); }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
    [hidden] { display: none; }
    @media (max-width: 480px), (max-height: 480px) {
      .panel, :host([data-side="left"]) .panel { inset: 0; width: 100vw; height: 100dvh; border-radius: 0; border: 0; }
      :host([data-opened]) button { bottom: 8px; min-height: 48px; z-index: 1; }
      :host([data-opened][data-ready]) button { display: none; }
    }
    @media print { :host { display: none; } }
    @media (prefers-reduced-motion: no-preference) { .panel { animation: rise 0.2s ease-out; } @keyframes rise { from { translate: 0 16px; opacity: 0; } } }
    @media (forced-colors: active) { button { border: 2px solid ButtonText; } }`;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const drawing = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ d: path, fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" })) line.setAttribute(name, value);
    svg.append(line);
    return svg;
  };
  const CHAT = "M5 5h14a1.500 1.500 0 0 1 1.500 1.500v9A1.500 1.500 0 0 1 19 17h-7l-4.500 3.500V17H5a1.500 1.500 0 0 1-1.500-1.500v-9A1.500 1.500 0 0 1 5 5Zm3.500 4.500h7m-7 3.200h4";
  const DOWN = "m6 9.500 6 6 6-6";

  const host = make("div", { "data-dianchuang": "" });
  if (data.side === "left") host.dataset.side = "left";
  const root = host.attachShadow({ mode: "open" });
  // A constructed sheet and properties set by script are no inline style: a strict policy lets them be.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const label = make("span", {}, text.open);
  const badge = make("span", { class: "badge", role: "img", "aria-label": text.news, hidden: "" });
  const button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "panel" }, drawing(CHAT), label, badge);
  const panel = make("div", { class: "panel", id: "panel", role: "dialog", "aria-label": text.title, hidden: "" });
  root.append(panel, button);

  const colour = data.color && CSS.supports("color", data.color) ? data.color : "#0b6456";
  host.style.setProperty("--colour", colour);
  host.style.setProperty("--ink", inkOn(colour));
  let frame = null;

  // White or black, whichever reads better on the colour.
  function inkOn(value) {
    const context = make("canvas").getContext("2d");
    context.fillStyle = value;
    const hex = context.fillStyle;
    if (!hex.startsWith("#")) return "#fff";
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  }

  function address() {
    const url = new URL("/embed", origin);
    for (const name of ["title", "color", "greeting", "lead", "placeholder", "entrance", "lang"]) if (data[name]) url.searchParams.set(name, data[name]);
    return url.href;
  }

  function load() {
    if (frame) return;
    frame = make("iframe", { src: address(), title: text.title, allow: "clipboard-write" });
    panel.append(frame);
  }

  function toggle(open) {
    if (open) load();
    panel.hidden = !open;
    if (small.matches) cover(open);
    host.toggleAttribute("data-opened", open);
    button.setAttribute("aria-expanded", String(open));
    label.textContent = open ? text.close : text.open;
    button.replaceChild(drawing(open ? DOWN : CHAT), button.firstChild);
    if (open) {
      badge.hidden = true;
      frame.focus();
    } else {
      button.focus();
    }
  }

  // On a phone the chat covers the page: that doesn't scroll behind it, and Back closes the chat.
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");
  let overflow = "";
  function cover(open) {
    const page = document.documentElement;
    if (open) {
      overflow = page.style.overflow;
      page.style.overflow = "hidden";
      history.pushState({ ...history.state, dianchuang: true }, "");
    } else {
      page.style.overflow = overflow;
      if (history.state?.dianchuang) history.back();
    }
  }
  window.addEventListener("popstate", () => !panel.hidden && toggle(false));

  button.addEventListener("click", () => toggle(panel.hidden));
  host.addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && toggle(false));
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    if (event.data === "dianchuang:close" && !panel.hidden) toggle(false);
    if (event.data === "dianchuang:news") badge.hidden = !panel.hidden;
    // The chat has a way to close it of its own: on a phone ours goes.
    if (event.data === "dianchuang:ready") host.dataset.ready = "";
    if (event.data === "dianchuang:ticket:true") waits(true);
    if (event.data === "dianchuang:ticket:false") waits(false);
  });

  // One entry of the page's own storage says that an answer is waited for: then the chat is loaded unseen.
  const WAITS = "dianchuang.waits";
  function waits(value) {
    try {
      if (value) localStorage.setItem(WAITS, "1");
      else localStorage.removeItem(WAITS);
    } catch {
      // The page keeps nothing: news are told once the chat was opened.
    }
  }
  const waited = () => {
    try {
      return localStorage.getItem(WAITS) === "1";
    } catch {
      return false;
    }
  };
  const place = () => {
    document.body.append(host);
    if (waited()) load();
  };
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
})();
