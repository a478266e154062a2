// A labelled range: a slider and a number field that always show the same value.
function render({ model, el }) {
  el.classList.add("bk-range");
  el.innerHTML = `<label><span></span><input type="range"></label><input type="number"><span></span><span class="bk-range-note" aria-live="polite"></span>`;
  const [label, slider] = el.firstElementChild.children;
  const [, field, unit, note] = el.children;
  const written = (value) => value.toFixed(model.get("places"));

  // Python is right about the value: show what it says.
  function show() {
    label.textContent = model.get("label");
    unit.textContent = model.get("unit");
    field.setAttribute("aria-label", `${model.get("label")}, ${model.get("number_label")}`);
    for (const input of [slider, field]) {
      for (const name of ["min", "max", "step"]) input[name] = model.get(name);
      if (input === field && model.get("field_step")) field.step = model.get("field_step");
      const same = input.value !== "" && Number(input.value) === model.get("value");
      if (!same) input.value = written(model.get("value"));
      input.disabled = model.get("min") === model.get("max");
    }
    judge();
    slider.setAttribute("aria-valuetext", `${written(model.get("value"))} ${model.get("unit")}`.trim());
  }

  // What is wrong with the number in the field; nothing when it is one of the allowed ones.
  function fault() {
    if (field.validity.valid) return "";
    const { rangeUnderflow, rangeOverflow, stepMismatch } = field.validity;
    const key = stepMismatch && !rangeUnderflow && !rangeOverflow ? "step_note" : "limits";
    return ["min", "max", "step"].reduce((text, name) => text.replace(`{${name}}`, model.get(name).toLocaleString("en-GB", { maximumFractionDigits: 9 })), model.get(key));
  }

  // A number outside is not used, and the field says so; also when another has taken its place.
  let replaced = "";
  function judge() {
    const words = fault();
    note.textContent = words || replaced;
    field.setAttribute("aria-invalid", words !== "");
  }

  function send(value) {
    const clamped = Math.min(Math.max(value, model.get("min")), model.get("max"));
    model.set("value", Number(written(clamped)));
    model.save_changes();
    show();
  }

  slider.addEventListener("input", () => {
    replaced = "";
    if (model.get("continuous_update")) send(slider.valueAsNumber);
  });
  slider.addEventListener("change", () => send(slider.valueAsNumber));
  // While a number is being typed, only use it when it is one of the allowed ones.
  field.addEventListener("input", () => {
    replaced = "";
    judge();
    if (field.value !== "" && field.validity.valid) send(field.valueAsNumber);
  });
  const settle = () => {
    const words = fault() || replaced; // pressing Enter settles twice
    send(field.value === "" ? model.get("value") : field.valueAsNumber);
    field.value = written(model.get("value"));
    replaced = words;
    judge();
  };
  field.addEventListener("change", settle);
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") settle(); });

  const watched = ["value", "min", "max", "step", "label", "unit"].map((name) => `change:${name}`);
  const moved = () => {
    replaced = "";
    show();
  };
  watched.forEach((event) => model.on(event, moved));
  show();
  return () => watched.forEach((event) => model.off(event, moved));
}

export default { render };
