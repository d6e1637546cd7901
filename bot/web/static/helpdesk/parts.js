// The parts of a draft: one that is struck goes out of the reply, one that is accepted comes back.
const CLOSING = /\n?以上供您参考[^\n]*$/;

/** `form` holds a box for each part: data-about, data-text. `field` holds the reply. */
export function attachParts(form, field) {
  const boxes = [...form.querySelectorAll("[data-text]")];
  const told = form.querySelector("[role=status]");
  form.querySelector("button").hidden = true;
  for (const box of boxes) box.checked = field.value.includes(box.dataset.text);
  // The reply as it was put together last: what differs from it somebody has written.
  let composed = field.value;

  function put(value) {
    field.value = value;
    field.dispatchEvent(new Event("input"));
  }

  async function compose() {
    const answer = await fetch(`${location.pathname}?${new URLSearchParams(new FormData(form))}`);
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    composed = page.querySelector("#reply textarea").value;
    put(composed);
    return true;
  }

  // What staff have written stays as it is: only the part itself goes or comes.
  function amend(box) {
    const { about, text } = box.dataset;
    if (box.checked) {
      const end = field.value.match(CLOSING)?.[0] ?? "";
      put(`${field.value.slice(0, field.value.length - end.length)}\n${about}\n${text}${end}`.trimStart());
      return true;
    }
    const start = field.value.indexOf(text);
    if (start < 0) return false;
    const before = field.value.slice(0, start);
    const heading = before.endsWith(`${about}\n`) ? before.slice(0, -about.length - 1).replace(/[一二三四五]、$/, "") : before;
    put(heading + field.value.slice(start + text.length).replace(/^\n/, ""));
    return true;
  }

  form.addEventListener("change", async (event) => {
    const box = event.target;
    const done = field.value === composed ? await compose() : amend(box);
    told.textContent = done ? (box.checked ? "放回答复里了" : "从答复里去掉了") : "这一部分改过了，请在答复里自己改";
    if (!done) box.checked = !box.checked;
  });
}
