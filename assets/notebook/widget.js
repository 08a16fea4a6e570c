// Draws what gdsim's notebook widget computes, and passes on what the hand does.
const WIDE = 400, HIGH = 320, LEFT = 52, RIGHT = 18, TOP = 8, BOTTOM = 28;
const MUTED = "#5b6470", CONTOUR = "#9aa4b2";
const DASHES = { "-": [], "--": [6, 3], ":": [2, 3], "-.": [6, 3, 2, 3] };
const FRAME = 30; // ms between pictures while it plays
const PLAY = 4000; // ms that all steps take

export const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

const clamp = (y) => Math.min(Math.max(y, -1e5), 1e5); // canvases draw nothing far outside

const raised = (power) =>
  [...String(power)].map((each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(each)]).join("");

/** At most about five round numbers from low to high; over logarithms whole powers of ten. */
export function ticks(low, high, log) {
  const found = [];
  if (log) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    const apart = Math.max(1, Math.ceil((last - first) / 4));
    for (let power = first; power <= last; power += apart) found.push(10 ** power);
    return found;
  }
  const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const apart = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  for (let at = Math.ceil(low / apart); at * apart <= high + 1e-9 * apart; at++)
    found.push(Number((at * apart).toPrecision(12)));
  return found;
}

/** Places of a view: from numbers to px inside its frame, and back. */
export function frame([left, right, low, high], log = false) {
  const up = (y) => (log ? Math.log10(y) : y);
  const [bottom, top] = [up(low), up(high)];
  const width = WIDE - LEFT - RIGHT, height = HIGH - TOP - BOTTOM;
  return {
    x: (x) => LEFT + ((x - left) / (right - left)) * width,
    y: (y) => TOP + (1 - (up(y) - bottom) / (top - bottom)) * height,
    back: (x, y) => [
      left + ((x - LEFT) / width) * (right - left),
      low + (1 - (y - TOP) / height) * (high - low),
    ],
  };
}

function axes(pen, to, xs, ys, across = "", up = "") {
  pen.font = "11px system-ui, sans-serif";
  pen.lineWidth = 1;
  for (const x of xs) {
    pen.fillStyle = MUTED;
    pen.textAlign = "center";
    pen.fillText(written(x), to.x(x), HIGH - 10);
  }
  for (const y of ys) {
    pen.textAlign = "right";
    pen.fillText(written(y), LEFT - 6, to.y(y) + 4);
  }
  pen.textAlign = "right";
  pen.fillText(up, WIDE - RIGHT - 6, TOP + 14);
  pen.fillText(across, WIDE - RIGHT - 6, HIGH - BOTTOM - 6);
  pen.strokeStyle = MUTED;
  pen.strokeRect(LEFT, TOP, WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM);
}

export function written(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const digits = Number((value / 10 ** power).toPrecision(3));
    return `${digits === 1 ? "" : `${digits}·`}10${raised(power)}`.replace("-", "−");
  }
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** A line through the first `count` places (x, y, x, y, ...) that are finite. */
function line(pen, to, points, count, run, width) {
  pen.strokeStyle = run.color;
  pen.lineWidth = width;
  pen.setLineDash(DASHES[run.linestyle] ?? []);
  pen.beginPath();
  let isOn = false;
  for (let at = 0; at < count; at++) {
    const x = to.x(points[2 * at]), y = to.y(points[2 * at + 1]);
    const isThere = Number.isFinite(x) && Number.isFinite(y);
    if (isThere) isOn ? pen.lineTo(x, clamp(y)) : pen.moveTo(x, clamp(y));
    isOn = isThere;
  }
  pen.stroke();
  pen.setLineDash([]);
}

function clip(pen) {
  pen.beginPath();
  pen.rect(LEFT, TOP, WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM);
  pen.clip();
}

export function drawMap(pen, ground, picture, drawing, slot) {
  pen.clearRect(0, 0, WIDE, HIGH);
  const to = frame(ground.box), [left, right, low, high] = ground.box;
  pen.save();
  clip(pen);
  if (picture) {
    pen.imageSmoothingEnabled = true;
    pen.drawImage(picture, LEFT, TOP, WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM);
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
  axes(pen, to, ticks(left, right), ticks(low, high), ...ground.names);
}

function dot(pen, to, points, at, colour, size) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(to.x(points[2 * at]), clamp(to.y(points[2 * at + 1])), size, 0, 2 * Math.PI);
  pen.fill();
}

export function drawLosses(pen, drawing, slot) {
  pen.clearRect(0, 0, WIDE, HIGH);
  const steps = floats(drawing.steps), last = steps[steps.length - 1] || 1;
  const [low, high] = drawing.of, to = frame([0, last, low, high], drawing.log);
  pen.save();
  clip(pen);
  for (const run of drawing.runs) {
    const losses = floats(run.losses), count = Math.min(slot + 1, losses.length);
    const points = new Float32Array(2 * losses.length);
    losses.forEach((loss, at) => points.set([steps[at], loss], 2 * at));
    line(pen, to, points, count, run, 1.4);
  }
  pen.restore();
  axes(pen, to, ticks(0, last), ticks(low, high, drawing.log), "step", "loss");
}

/** A picture of the shades of a ground, in pale greys. */
function painted(ground) {
  if (ground.kind !== "plane") return null;
  const size = ground.pixels, picture = document.createElement("canvas");
  picture.width = picture.height = size;
  const pen = picture.getContext("2d"), image = pen.createImageData(size, size);
  const shades = ground.shades;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const shade = shades.getUint8(row * size + column) / 255, at = 4 * ((size - 1 - row) * size + column);
      image.data.set([250 - 90 * shade, 251 - 86 * shade, 253 - 76 * shade, 255], at);
    }
  pen.putImageData(image, 0, 0);
  return picture;
}

function made(kind, name, parent, text = "") {
  const element = document.createElement(kind);
  if (name) element.className = name;
  element.textContent = text;
  parent.appendChild(element);
  return element;
}

function canvas(parent, label) {
  const view = made("canvas", "", parent), ratio = window.devicePixelRatio || 1;
  view.width = WIDE * ratio;
  view.height = HIGH * ratio;
  view.style.width = `${WIDE}px`;
  view.style.height = `${HIGH}px`;
  view.setAttribute("role", "img");
  view.setAttribute("aria-label", label);
  const pen = view.getContext("2d");
  pen.scale(ratio, ratio);
  return { view, pen };
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
    const place = frame(ground.box).back(event.clientX - box.left, event.clientY - box.top);
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
    picture = painted(model.get("ground"));
    draw();
  };
  model.on("change:drawing", take);
  model.on("change:ground", paint);
  picture = painted(model.get("ground"));
  take();
  return () => {
    stop();
    model.off("change:drawing", take);
    model.off("change:ground", paint);
  };
}

export default { render };
