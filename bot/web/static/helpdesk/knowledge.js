// A draft's page while it is tried: shown anew once the check is done.

import { ask, every } from "./live.js";

const running = document.querySelector("[data-running]")?.dataset.running;

if (running)
  every(2, async () => {
    const answer = await ask(running);
    if (answer && answer.state !== "running") location.reload();
  });
