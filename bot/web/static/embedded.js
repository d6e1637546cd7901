// Inside the widget's frame: takes the host's colour, tells the host of news and when to close.
const LEAST_CONTRAST = 5.6;
const root = document.documentElement;

if (document.body.classList.contains("embedded")) {
  const colour = new URLSearchParams(location.search).get("color");
  if (colour && CSS.supports("color", colour)) wear(colour);
  document.addEventListener("keydown", (event) => {
    const busy = event.defaultPrevented || document.querySelector("dialog[open]");
    if (event.key === "Escape" && !busy) parent.postMessage("dianchuang:close", "*");
  });
  document.addEventListener("dianchuang:news", () => parent.postMessage("dianchuang:news", "*"));
  // Whether there is a ticket: the host page then looks for news before the chat is opened.
  document.addEventListener("dianchuang:ticket", ({ detail }) => parent.postMessage(`dianchuang:ticket:${detail}`, "*"));
  const close = document.querySelector("[data-close]");
  close.hidden = parent === window;
  close.addEventListener("click", () => parent.postMessage("dianchuang:close", "*"));
  parent.postMessage("dianchuang:ready", "*");
}

// A colour too light for white words on it is darkened until they can be read.
function wear(colour) {
  root.style.color = colour;
  let channels = getComputedStyle(root).color.match(/[\d.]+/g).slice(0, 3).map(Number);
  root.style.color = "";
  while (contrastToWhite(channels) < LEAST_CONTRAST) channels = channels.map((c) => c * 0.93);
  root.style.setProperty("--brand", `rgb(${channels.map(Math.round).join(" ")})`);
  root.classList.add("branded");
}

function contrastToWhite(channels) {
  const [r, g, b] = channels.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
