// Elements from plain descriptions; text is always text, never markup.
const SVG = "http://www.w3.org/2000/svg";

/** h("p", {class: "x", onclick: f, hidden: true}, "text", child, …) */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** An icon of /static/icons.svg, silent for screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A text that only screen readers meet. */
export const spoken = (text, tag = "span") => h(tag, { class: "visually-hidden" }, text);

/** Open a modal dialog; a click beside it closes it, focus returns to where it was. */
export function openDialog(dialog) {
  if (!dialog.dataset.ready) {
    dialog.dataset.ready = "yes";
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
  dialog.showModal();
  if (matchMedia("(pointer: coarse)").matches && window === top) closeByBack(dialog);
}

// On a phone the gesture back closes what lies over the page; in 微信 it would leave the page.
function closeByBack(dialog) {
  history.pushState({ ...history.state, over: true }, "");
  const back = () => dialog.close();
  window.addEventListener("popstate", back, { once: true });
  const closed = () => {
    window.removeEventListener("popstate", back);
    if (history.state?.over) history.back();
  };
  dialog.addEventListener("close", closed, { once: true });
}
