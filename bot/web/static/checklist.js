// The way to the checklist from any page, and its own: the token goes along in a form, never in an address.
import { keepToken, token } from "./session.js";
import { texts } from "./texts.js";
import { begin } from "./transport.js";

for (const form of document.querySelectorAll("form[data-session]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Where none can be begun the server says why, on a page.
    if (!token() && form.dataset.session === "begin") await begin().then(({ session }) => keepToken(session), () => null);
    form.elements.session.value = token() ?? "";
    form.submit();
  });
  // The browser holds a conversation, only its page has not been opened from it yet.
  if ("atOnce" in form.dataset && token()) form.requestSubmit();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelector("[data-ticks]")?.addEventListener("change", async ({ currentTarget: form, target: box }) => {
  const note = form.querySelector("[role=status]");
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
    note.textContent = texts.tickKept;
  } catch {
    box.checked = !box.checked;
    note.textContent = texts.tickFailed;
  }
});

const here = new URL(location.href);
if (here.searchParams.has("opened") && document.querySelector(".checklist")) {
  here.searchParams.delete("opened");
  history.replaceState(null, "", here);
}

