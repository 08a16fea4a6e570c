// Draws what gdsim's notebook widget computes, and passes on what the hand does.
import { axes, clip, dot, frame, line, made, painted, penOf, ticks } from "./drawing.js";

const WIDE = 400, HIGH = 320, MUTED = "#5b6470", CONTOUR = "#9aa4b2";
const VALLEY = [250, 251, 253], PEAK = [160, 165, 177];
const FRAME = 30; // ms between pictures while it plays
const PLAY = 4000; // ms that all steps take

export const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

export function drawMap(pen, ground, picture, drawing, slot) {
  pen.clearRect(0, 0, WIDE, HIGH);
  const to = frame(ground.box, false, WIDE, HIGH), [left, right, low, high] = ground.box;
  pen.save();
  clip(pen, to);
  if (picture) {
    const { left, top, width, height } = to.inside;
    pen.imageSmoothingEnabled = true;
    pen.drawImage(picture, left, top, width, height);
  }
  const points = floats(ground.line), colour = picture ? CONTOUR : MUTED;
  line(pen, to, points, points.length / 2, { color: colour, linestyle: "-" }, picture ? 0.6 : 1.5);
  for (const run of drawing.runs) {
    const points = floats(run.path), count = Math.min(slot + 1, points.length / 2);
    line(pen, to, points, count, run, 1.4);
    let last = count - 1;
    while (last > 0 && !Number.isFinite(points[2 * last] + points[2 * last + 1])) last--;
    dot(pen, to, points, 0, MUTED, 3);
    dot(pen, to, points, last, run.color, 4.5);
  }
  pen.restore();
  axes(pen, to, ticks(left, right), ticks(low, high), ...ground.names, MUTED);
}

export function drawLosses(pen, drawing, slot) {
  pen.clearRect(0, 0, WIDE, HIGH);
  const steps = floats(drawing.steps), last = steps[steps.length - 1] || 1;
  const [low, high] = drawing.of, to = frame([0, last, low, high], drawing.log, WIDE, HIGH);
  pen.save();
  clip(pen, to);
  for (const run of drawing.runs) {
    const losses = floats(run.losses), count = Math.min(slot + 1, losses.length);
    const points = new Float32Array(2 * losses.length);
    losses.forEach((loss, at) => points.set([steps[at], loss], 2 * at));
    line(pen, to, points, count, run, 1.4);
  }
  pen.restore();
  axes(pen, to, ticks(0, last), ticks(low, high, drawing.log), "step", "loss", MUTED);
}

function pictureOf({ kind, shades, pixels }) {
  if (kind !== "plane") return null;
  const bytes = new Uint8Array(shades.buffer, shades.byteOffset, shades.byteLength);
  return painted(bytes, pixels, VALLEY, PEAK);
}

function canvas(parent, label) {
  const view = made("canvas", "", parent);
  view.setAttribute("role", "img");
  view.setAttribute("aria-label", label);
  return { view, pen: penOf(view, WIDE, HIGH) };
}

export function render({ model, el }) {
  const root = made("div", "gdsim", el), title = made("div", "title", root);
  const views = made("div", "views", root);
  const map = canvas(views, "Paths of the runs"), losses = canvas(views, "Loss over steps");
  const bar = made("div", "bar", root), play = made("button", "", bar, "Play");
  const step = made("input", "", bar), said = made("span", "", bar);
  Object.assign(step, { type: "range", min: 0, step: 1 });
  step.setAttribute("aria-label", "Step");
  const sliders = made("div", "sliders", root), legend = made("div", "runs", root);
  const refused = made("div", "refused", root);
  let asked = 0, waits = false, isDue = false, start = null, picture = null, timer = null;
  let isAtEnd = true;
  const inputs = model.get("sliders").map((slider, index) => {
    made("span", "", sliders, slider.title);
    const input = made("input", "", sliders), value = made("span", "", sliders, slider.said);
    Object.assign(input, { type: "range", min: 0, max: 1, step: "any", value: slider.place });
    input.setAttribute("aria-label", slider.title);
    const control = { input, value, index, hasMoved: false };
    input.addEventListener("input", () => {
      control.hasMoved = true; // the others keep their numbers, which no place may have
      ask();
    });
    return control;
  });

  function ask() {
    if (waits) {
      isDue = true; // the last place of the hand is asked for when the runs have come
      return;
    }
    waits = true;
    asked += 1;
    const places = inputs.map(({ input, hasMoved }) => (hasMoved ? Number(input.value) : null));
    model.set("wish", { number: asked, places, start });
    model.save_changes();
  }

  function draw() {
    const drawing = model.get("drawing"), ground = model.get("ground");
    const slots = drawing.steps.byteLength / 4, slot = isAtEnd ? slots - 1 : Number(step.value);
    step.max = slots - 1;
    step.value = slot;
    said.textContent = `step ${floats(drawing.steps)[slot]}`;
    map.view.style.display = ground.kind ? "" : "none";
    if (ground.kind) drawMap(map.pen, ground, picture, drawing, slot);
    drawLosses(losses.pen, drawing, slot);
  }

  function take() {
    const drawing = model.get("drawing");
    title.textContent = drawing.title;
    refused.textContent = drawing.refused;
    inputs.forEach(({ value, index }) => (value.textContent = drawing.said[index]));
    legend.replaceChildren();
    for (const run of drawing.runs.filter((each) => each.label)) {
      const entry = made("span", "", legend), mark = made("i", "", entry);
      mark.style.background = run.color;
      entry.appendChild(document.createTextNode(`${run.label}: ${run.end}`));
    }
    draw();
    if (drawing.answer !== asked) return;
    waits = false;
    if (isDue) {
      isDue = false;
      ask();
    }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  }

  play.addEventListener("click", () => {
    if (timer !== null) return stop();
    const slots = Number(step.max) || 1, stride = Math.max(1, Math.round((slots * FRAME) / PLAY));
    if (isAtEnd || Number(step.value) >= slots) step.value = 0;
    isAtEnd = false;
    play.textContent = "Pause";
    timer = setInterval(() => {
      step.value = Math.min(Number(step.value) + stride, slots);
      draw();
      if (Number(step.value) >= slots) {
        isAtEnd = true;
        stop();
      }
    }, FRAME);
  });
  step.addEventListener("input", () => {
    stop();
    isAtEnd = Number(step.value) >= Number(step.max);
    draw();
  });

  let isHeld = false;
  const drag = (event) => {
    if (!isHeld || !model.get("drawing").drags) return;
    const ground = model.get("ground"), box = map.view.getBoundingClientRect();
    const place = frame(ground.box, false, WIDE, HIGH).back(event.clientX - box.left, event.clientY - box.top);
    start = ground.kind === "line" ? [place[0]] : place;
    ask();
  };
  map.view.addEventListener("pointerdown", (event) => {
    isHeld = true;
    map.view.setPointerCapture?.(event.pointerId);
    drag(event);
  });
  map.view.addEventListener("pointermove", drag);
  map.view.addEventListener("pointerup", () => (isHeld = false));
  const paint = () => {
    picture = pictureOf(model.get("ground"));
    draw();
  };
  model.on("change:drawing", take);
  model.on("change:ground", paint);
  picture = pictureOf(model.get("ground"));
  take();
  return () => {
    stop();
    model.off("change:drawing", take);
    model.off("change:ground", paint);
  };
}

export default { render };
