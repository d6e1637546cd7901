// What open pages share: asking the server in step, swapping parts of the page, keys with their sheet.

export const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
const JSON_HEADERS = { Accept: "application/json" };

// Calls `step` again and again, never two at once; slower while nobody looks at the page.
export function every(seconds, step) {
  const run = async () => {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the network is away: try again
    }
    setTimeout(run, seconds * 1000 * (document.hidden ? 5 : 1));
  };
  setTimeout(run, seconds * 1000);
}

// What is answered; null for a failure. `signedOut` is called where nobody is signed in any more.
export async function ask(address, options = {}, signedOut = () => location.reload()) {
  const answer = await fetch(address, { headers: { ...JSON_HEADERS, "X-CSRF-Token": csrf }, ...options });
  if (answer.status === 401) signedOut();
  return answer.ok ? answer.json() : null;
}

// Replaces the elements with these ids by those in the page at `address`; the first of the fresh ones.
export async function swap(ids, address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [ids].flat().map((id) => page.getElementById(id));
  fresh.forEach((element) => element && document.getElementById(element.id)?.replaceWith(element));
  return fresh[0];
}

// Posts a form's fields; what the server says, whatever it says. A token that has aged is renewed once.
export async function post(address, fields, page) {
  const send = (token) => fetch(address, { method: "POST", headers: { ...JSON_HEADERS, "X-CSRF-Token": token }, body: new URLSearchParams(fields) });
  let answer = await send(csrf);
  if (answer.status === 403) {
    const anew = await fetch(page);
    const meta = new DOMParser().parseFromString(await anew.text(), "text/html").querySelector('meta[name="csrf"]');
    if (meta) answer = await send(meta.content);
  }
  return { status: answer.status, said: await answer.json().catch(() => ({})) };
}

// {key: [what it does, function]}; `?` shows them all.
export function keys(actions) {
  const sheet = helpSheet(actions);
  const all = { ...actions, "?": ["这张表", () => sheet.showModal()] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
    const act = all[event.key]?.[1];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function helpSheet(actions) {
  const sheet = document.getElementById("keys");
  for (const [key, [what]] of [...Object.entries(actions), ["?", ["这张表"]]]) {
    const name = document.createElement("kbd");
    name.textContent = key;
    const term = document.createElement("dt");
    term.append(name);
    const told = document.createElement("dd");
    told.textContent = what;
    sheet.querySelector("dl").append(term, told);
  }
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => sheet.showModal());
  }
  return sheet;
}
