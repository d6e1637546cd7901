// Inside the widget's frame: takes the host's colour, tells the host when to close.
const root = document.documentElement;

if (document.body.classList.contains("embedded")) {
  const colour = new URLSearchParams(location.search).get("color");
  if (colour && CSS.supports("color", colour)) root.style.setProperty("--brand", colour);
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("dialog[open]");
    const listed = document.getElementById("suggestions").hidden;
    if (event.key === "Escape" && !open && listed && !event.defaultPrevented) parent.postMessage("dianchuang:close", "*");
  });
}
