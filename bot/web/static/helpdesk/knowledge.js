// A draft's page while it is tried or asked: those parts are shown anew once that is done, and nothing else,
// so that what is being typed elsewhere stays.

import { ask, every, swap } from "./live.js";

function follow(id) {
  every(2, async () => {
    const address = document.getElementById(id)?.dataset.running;
    if (!address) return;
    const answer = await ask(address);
    if (answer && answer.state !== "running") await swap(id, location.pathname);
  });
}

document.querySelectorAll("[data-running]").forEach((part) => follow(part.id));
