// What open pages share: asking the server in step, swapping parts of the page, keys.

export const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

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

export async function ask(address, options = {}) {
  const answer = await fetch(address, { headers: { Accept: "application/json", "X-CSRF-Token": csrf }, ...options });
  if (answer.status === 401) location.reload(); // signed out meanwhile
  return answer.ok ? answer.json() : null;
}

// Replaces the element with this id by the one in the page at `address`.
export async function swap(id, address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(id);
  if (fresh) document.getElementById(id).replaceWith(fresh);
  return fresh;
}

export function keys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = actions[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}
