// Shows a figure: banners and pictures, the sentence (read out when it changes), the table.
function render({ model, el }) {
  el.classList.add("bk-figure");
  el.innerHTML = `<div></div><p role="status"></p><div></div>`;
  const [top, sentence, bottom] = el.children;
  let latest = 0;

  async function show() {
    const turn = ++latest;
    const [drawn, shown] = [model.get("drawn"), model.get("turn")];
    const fresh = document.createElement("div");
    fresh.innerHTML = drawn.top;
    // Change pictures only when the new ones are ready: nothing flickers, nothing jumps.
    await Promise.all([...fresh.querySelectorAll("img")].map((img) => img.decode().catch(() => {})));
    if (turn !== latest) return; // a newer one is under way
    top.replaceChildren(...fresh.childNodes);
    if (sentence.textContent !== drawn.sentence) sentence.textContent = drawn.sentence;
    const open = bottom.querySelector("details")?.open;
    bottom.innerHTML = drawn.bottom;
    if (open) bottom.querySelector("details")?.setAttribute("open", "");
    model.set("seen", shown); // ready for more
    model.save_changes();
  }

  // The spot under the mouse, in the picture's own units however large it is shown.
  function spotAt(event) {
    const index = [...top.querySelectorAll("img")].indexOf(event.target);
    if (index < 0) return undefined;
    const scale = event.target.getAttribute("width") / event.target.clientWidth;
    const [x, y] = [event.offsetX * scale, event.offsetY * scale];
    return model.get("drawn").spots[index]?.find(
      (s) => x >= s.x && x <= s.x + s.width && y >= s.y && y <= s.y + s.height);
  }

  top.addEventListener("mousemove", (event) => { top.style.cursor = spotAt(event) ? "pointer" : ""; });
  top.addEventListener("click", (event) => {
    const spot = spotAt(event);
    if (spot) model.send({ clicked: spot.value });
  });

  // In JupyterLab's command mode arrow keys and Enter act on cells. Inside a widget they belong to
  // the control that has the focus: this attribute tells JupyterLab so.
  function keepKeys({ target }) {
    if (target.closest(".bk-widget")) target.setAttribute("data-lm-suppress-shortcuts", "true");
  }

  // A button that stays down: ipywidgets shows that by a colour, and says it to nobody.
  const pressed = () => document.querySelectorAll(".bk-widget .widget-toggle-button").forEach(
    (button) => button.setAttribute("aria-pressed", button.classList.contains("mod-active")));
  const watcher = new MutationObserver(pressed);
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };
  requestAnimationFrame(() => { // by then we are on the page
    pressed();
    if (el.closest(".bk-widget")) watcher.observe(el.closest(".bk-widget"), watched);
  });

  document.addEventListener("focusin", keepKeys);
  model.on("change:drawn", show);
  show();
  return () => {
    watcher.disconnect();
    document.removeEventListener("focusin", keepKeys);
    model.off("change:drawn", show);
  };
}

export default { render };
