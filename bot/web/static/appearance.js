// Runs before the first paint, so that a chosen text size or colour never flashes in late.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  // 微信's browser prints nothing and takes no downloads: what it would not do isn't offered.
  if (/MicroMessenger/i.test(navigator.userAgent)) root.classList.add("wechat");
  for (const name of ["size", "theme", "contrast"]) {
    try {
      const value = localStorage.getItem(`dianchuang.${name}`);
      if (value) root.dataset[name] = value;
    } catch {
      // Storage is switched off: the page keeps its defaults.
    }
  }
})();
