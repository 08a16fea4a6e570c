// A page of an experiment's runs: scrubs, plays and points at what was recorded.
import { axes, clip, dot, frame, line, painted, penOf, ticks, written } from "./drawing.js";

const PLAY = 5000; // ms that all steps take
const CALM = 500; // ms between two pictures where motion is to be reduced
const NEAR = 28; // px from which a run is pointed at
const PALE = 0.22; // of what is to come, and of runs that are not pointed at
const MANY = 24; // runs, of which more are drawn thinner
const FONT = 12;

/** A number in four digits, as sentences have it: 0.25, 9.904e−6. */
export function figure(value) {
  if (!Number.isFinite(value)) return written(value);
  const size = Math.abs(value), isPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  const text = isPlain ? String(Number(value.toPrecision(4))) : String(value.toExponential(3));
  return text.replace(/\.?0*e\+?/, "e").replaceAll("-", "−");
}

const find = (id) => document.getElementById(id);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const floats = (text) => new Float32Array(bytes(text).buffer);
const data = JSON.parse(find("data").textContent);
const steps = floats(data.steps), last = steps.length - 1, ground = data.ground;
const map = find("map"), curves = find("curves"), slider = find("step");
const rows = [...document.querySelectorAll("tbody tr")];
const runs = data.runs.map((run, place) => {
  const values = Object.fromEntries(data.curves.map(({ name }) => [name, floats(run.curves[name])]));
  return { ...run, values, path: floats(run.path), row: rows[place], isShown: true };
});
for (const run of runs) {
  run.lines = Object.fromEntries(Object.entries(run.values).map(([name, values]) => {
    const points = new Float32Array(2 * values.length);
    values.forEach((value, at) => points.set([steps[at], value], 2 * at));
    return [name, points];
  }));
}
const hasPaths = ground.kind === "plane" || ground.kind === "line";
if (hasPaths) ground.line = floats(ground.line);
if (ground.shades) ground.shades = bytes(ground.shades);
if (ground.kind === "outputs") {
  ground.samples = floats(ground.samples);
  ground.marks = bytes(ground.marks);
  for (const run of runs) run.pictures = bytes(run.pictures);
}

const state = { slot: last, lit: -1, at: -1, seen: 0, quantity: data.curves[0], look: null, timer: null };
const views = {}; // of each canvas its pen, its size and its frame

/** The colours of the page as it is: those of runs, and those of the pictures. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const parts = (name) => [1, 3, 5].map((at) => parseInt(of(name).slice(at, at + 2), 16));
  const look = Object.fromEntries(["text", "muted", "line", "background"].map((n) => [n, of(n)]));
  const picture = ground.shades && painted(ground.shades, ground.pixels, parts("valley"), parts("peak"));
  const ends = [parts("valley"), parts("peak")], classes = [0, 1, 2, 3].map((n) => parts(`c${n}`));
  return { ...look, picture, ends, classes, ground: parts("background"), runs: runs.map((run) => ({ color: of(run.colour), linestyle: run.linestyle })) };
}

/** Give each canvas the room that it has: both as high, the map with one scale if that fits. */
function lay() {
  const wide = Math.floor(curves.parentElement.clientWidth);
  let tall = Math.round(Math.min(Math.max(0.72 * wide, 240), 460));
  if (ground.kind === "plane" || ground.kind === "outputs") {
    const [left, right, low, high] = ground.box;
    tall = Math.round(Math.min(Math.max(((wide - 70) * (high - low)) / (right - left) + 36, 260), 1.05 * wide, 520));
  }
  for (const [name, canvas] of Object.entries({ map, curves })) {
    if (canvas) views[name] = { pen: penOf(canvas, wide, tall), wide, tall };
  }
  draw();
}

const slotOf = (run) => Math.min(state.slot, run.count - 1);
function strength(place) {
  if (state.lit === place) return 1;
  return (state.lit < 0 ? 1 : PALE) * (runs.length > MANY ? 0.6 : 1);
}

/** Call `paint` with each run that is shown, the one that is pointed at last, and its strength. */
function each(paint) {
  const places = runs.map((_, place) => place).filter((place) => runs[place].isShown);
  const ordered = places.sort((a, b) => (a === state.lit) - (b === state.lit));
  for (const place of ordered) paint(runs[place], state.look.runs[place], strength(place), place);
}

function drawLines(pen, to, pointsOf) {
  each((run, look, alpha, place) => {
    const points = pointsOf(run), width = place === state.lit ? 2.6 : runs.length > MANY ? 1 : 1.5;
    pen.globalAlpha = alpha * PALE;
    line(pen, to, points, run.count, look, width);
    pen.globalAlpha = alpha;
    line(pen, to, points, slotOf(run) + 1, look, width);
  });
  each((run, look, alpha, place) => {
    pen.globalAlpha = alpha;
    dot(pen, to, pointsOf(run), slotOf(run), state.look.background, place === state.lit ? 7 : 5.5);
    dot(pen, to, pointsOf(run), slotOf(run), look.color, place === state.lit ? 5.5 : 4);
  });
  pen.globalAlpha = 1;
  if (state.at >= 0) {
    const points = pointsOf(runs[state.lit]);
    ring(pen, to.x(points[2 * state.at]), to.y(points[2 * state.at + 1]));
  }
}

/** Round what is pointed at. */
function ring(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y, 8, 0, 2 * Math.PI);
  pen.lineWidth = 2;
  pen.strokeStyle = state.look.text;
  pen.stroke();
}

function star(pen, x, y, colours) {
  pen.beginPath();
  for (let at = 0; at < 10; at++) {
    const size = at % 2 ? 3.2 : 8, angle = (at * Math.PI) / 5;
    pen.lineTo(x + size * Math.sin(angle), y - size * Math.cos(angle));
  }
  pen.closePath();
  pen.lineWidth = 3;
  pen.strokeStyle = colours.background;
  pen.stroke();
  pen.fillStyle = colours.text;
  pen.fill();
}

function drawMap() {
  const view = views.map, { pen, wide, tall } = view, look = state.look;
  const to = (view.to = frame(ground.box, false, wide, tall)), { left, top, width, height } = to.inside;
  pen.clearRect(0, 0, wide, tall);
  pen.save();
  clip(pen, to);
  if (look.picture) pen.drawImage(look.picture, left, top, width, height);
  const contour = { color: look.muted, linestyle: "-" };
  pen.globalAlpha = look.picture ? 0.55 : 1;
  line(pen, to, ground.line, ground.line.length / 2, contour, look.picture ? 0.6 : 1.5);
  pen.globalAlpha = 1;
  for (const [x, y] of ground.minima) star(pen, to.x(x), to.y(y), look);
  each((run, _, alpha) => {
    pen.globalAlpha = alpha;
    dot(pen, to, run.path, 0, look.muted, 2.5);
  });
  drawLines(pen, to, (run) => run.path);
  pen.restore();
  const [west, east, low, high] = ground.box;
  axes(pen, to, ticks(west, east), ticks(low, high), ...ground.names, look.muted, FONT, look.background);
}

/** The colour of outputs: classes mixed by their shares, pale where none is sure; or of a value. */
function outputColour(shares, look) {
  if (!ground.classes) return look.ends[0].map((low, part) => low + shares[0] * (look.ends[1][part] - low));
  const all = shares.length === 1 ? [1 - shares[0], shares[0]] : shares;
  const even = 1 / all.length, sure = (Math.max(...all) - even) / (1 - even);
  const strength = 0.08 + 0.47 * Math.max(sure, 0);
  return look.ground.map((base, part) => {
    const mixed = all.reduce((sum, share, index) => sum + share * look.classes[index][part], 0);
    return base + strength * (mixed - base);
  });
}

/** What a network puts out at the step: that of the run that was pointed at last. */
function drawOutputs() {
  const view = views.map, { pen, wide, tall } = view, look = state.look, size = ground.pixels;
  const to = (view.to = frame(ground.box, false, wide, tall)), { left, top, width, height } = to.inside;
  if (state.lit >= 0) state.seen = state.lit;
  const run = runs[state.seen], layers = ground.classes > 2 ? ground.classes : 1;
  const past = ground.moments.filter((slot) => slot <= slotOf(run)).length - 1;
  const picture = document.createElement("canvas"), from = past * size * size * layers;
  picture.width = picture.height = size;
  const inner = picture.getContext("2d"), image = inner.createImageData(size, size);
  for (let place = 0; place < size * size; place++) {
    const at = from + place * layers, row = size - 1 - Math.floor(place / size);
    const shares = [...run.pictures.subarray(at, at + layers)].map((each) => each / 255);
    image.data.set([...outputColour(shares, look), 255], 4 * (row * size + (place % size)));
  }
  inner.putImageData(image, 0, 0);
  pen.clearRect(0, 0, wide, tall);
  pen.save();
  clip(pen, to);
  pen.drawImage(picture, left, top, width, height);
  ground.marks.forEach((mark, at) => {
    const value = look.ends[0].map((low, part) => low + (mark / 255) * (look.ends[1][part] - low));
    dot(pen, to, ground.samples, at, look.background, 4.5);
    dot(pen, to, ground.samples, at, `rgb(${(ground.classes ? look.classes[mark] : value).join()})`, 3.5);
  });
  pen.restore();
  const [west, east, low, high] = ground.box;
  axes(pen, to, ticks(west, east), ticks(low, high), ...ground.names, look.muted, FONT, look.background);
}

function drawCurves() {
  const view = views.curves, { pen, wide, tall } = view, { of, log, name, words } = state.quantity;
  const [low, high] = of, look = state.look;
  const to = (view.to = frame([0, steps[last] || 1, low, high], log, wide, tall));
  pen.clearRect(0, 0, wide, tall);
  pen.save();
  clip(pen, to);
  const x = to.x(steps[state.slot]);
  pen.strokeStyle = look.line;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, tall);
  pen.stroke();
  drawLines(pen, to, (run) => run.lines[name]);
  pen.restore();
  axes(pen, to, ticks(0, steps[last] || 1), ticks(low, high, log), "step", words, look.muted, FONT, look.background);
}

/** What the run that is pointed at has there, or at the step, in words. */
function told() {
  const run = runs[state.lit];
  if (!run) {
    const seen = hasPaths || !ground.kind ? "" : ` The outputs are those of ${runs[state.seen].words}.`;
    return `Point at a run, in the pictures or in the list.${seen}`;
  }
  const slot = state.at < 0 ? slotOf(run) : state.at, numbers = [];
  if (ground.kind === "plane")
    numbers.push(...ground.names.map((name, at) => [name, run.path[2 * slot + at]]));
  if (ground.kind === "line") numbers.push([ground.names[0], run.path[2 * slot]]);
  for (const { name, words } of data.curves) numbers.push([words, run.values[name][slot]]);
  const listed = numbers.map(([name, value]) => `${name} ${figure(value)}`).join(", ");
  return `${run.words}, step ${steps[slot].toLocaleString("en")}: ${listed}`;
}

function draw() {
  if (!views.curves) return;
  if (views.map) hasPaths ? drawMap() : drawOutputs();
  drawCurves();
  const said = `step ${steps[state.slot].toLocaleString("en")}`;
  slider.value = state.slot;
  slider.setAttribute("aria-valuetext", said);
  find("at").textContent = said;
  find("said").textContent = told();
  find("value").textContent = state.quantity.words;
  runs.forEach((run, place) => {
    run.row.className = place === state.lit ? "lit" : "";
    run.row.cells[1].textContent = figure(run.values[state.quantity.name][slotOf(run)]);
  });
}

let isDue = false;
/** Change what is shown, and draw it with the next frame. */
function set(changes) {
  Object.assign(state, changes);
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function go(slot) {
  stop();
  set({ at: -1, slot: Math.min(Math.max(slot, 0), last) });
}

function stop() {
  cancelAnimationFrame(state.timer);
  state.timer = null;
  find("play").textContent = "Play";
}

function play() {
  if (state.timer !== null) return stop();
  if (state.slot >= last) state.slot = 0;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const from = state.slot, begun = performance.now();
  find("play").textContent = "Pause";
  const frameOf = (now) => {
    const passed = Math.max(now - begun, 0), time = isCalm ? Math.floor(passed / CALM) * CALM : passed;
    const slot = Math.min(from + Math.round((time / PLAY) * Math.max(last, 1)), last);
    if (slot !== state.slot) set({ slot, at: -1 });
    if (slot >= last) stop();
    else state.timer = requestAnimationFrame(frameOf);
  };
  state.timer = requestAnimationFrame(frameOf);
}

/** The run with a place nearest to the pointer, and the number of that place; -1 if all are far. */
function nearest(view, event, pointsOf) {
  const box = event.target.getBoundingClientRect();
  const x = event.clientX - box.left, y = event.clientY - box.top;
  let found = { lit: -1, at: -1 }, least = NEAR ** 2;
  runs.forEach((run, lit) => {
    if (!run.isShown) return;
    const points = pointsOf(run), last = slotOf(run);
    for (let at = 0; at <= last; at++) {
      const far = (view.to.x(points[2 * at]) - x) ** 2 + (view.to.y(points[2 * at + 1]) - y) ** 2;
      if (far < least) [least, found] = [far, { lit, at }];
    }
  });
  return found;
}

/** The slot of the step below the pointer. */
function slotBelow(view, event) {
  const [step] = view.to.back(event.clientX - event.target.getBoundingClientRect().left, 0);
  let low = 0, high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - steps[low - 1] < steps[low] - step ? low - 1 : low;
}

function listen() {
  const point = (name, pointsOf) => (event) => {
    if (!event.buttons) set(nearest(views[name], event, pointsOf));
  };
  const paths = hasPaths ? map : null;
  paths?.addEventListener("pointermove", point("map", (run) => run.path));
  paths?.addEventListener("pointerdown", (event) => {
    const { lit, at } = nearest(views.map, event, (run) => run.path);
    stop();
    set(lit < 0 ? { lit, at } : { lit, at: -1, slot: at });
  });
  curves.addEventListener("pointermove", point("curves", (run) => run.lines[state.quantity.name]));
  const scrub = (event) => event.buttons && go(slotBelow(views.curves, event));
  curves.addEventListener("pointermove", scrub);
  curves.addEventListener("pointerdown", (event) => {
    curves.setPointerCapture(event.pointerId);
    scrub(event);
  });
  for (const canvas of [map, curves])
    canvas?.addEventListener("pointerleave", () => set({ lit: -1, at: -1 }));
  runs.forEach((run, place) => {
    const box = run.row.querySelector("input");
    run.row.addEventListener("pointerenter", () => set({ lit: place, at: -1 }));
    run.row.addEventListener("pointerleave", () => set({ lit: -1, at: -1 }));
    box.addEventListener("focus", () => set({ lit: place, at: -1 }));
    box.addEventListener("blur", () => set({ lit: -1, at: -1 }));
    box.addEventListener("change", () => {
      run.isShown = box.checked;
      set({ at: -1 });
    });
  });
  slider.addEventListener("input", () => go(Number(slider.value)));
  find("play").addEventListener("click", play);
  const quantity = find("quantity");
  quantity.addEventListener("change", () => set({ quantity: data.curves[quantity.selectedIndex] }));
  document.addEventListener("keydown", keys);
  find("theme").addEventListener("click", changeTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  find("copy")?.addEventListener("click", copy);
  new ResizeObserver(lay).observe(curves.parentElement);
  addEventListener("beforeprint", () => recolour("light"));
  addEventListener("afterprint", () => recolour());
}

function keys(event) {
  const at = event.target, isField = at.matches("select, button, input, summary, pre");
  const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === " " && (!isField || at === slider)) play();
  else if (event.key in moves && !isField) go(state.slot + moves[event.key]);
  else return;
  event.preventDefault();
}

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

function changeTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  recolour();
}

/** Take the colours of the page anew; for paper those of the light one. */
function recolour(theme) {
  const root = document.documentElement.dataset, chosen = root.theme;
  if (theme === "light") root.theme = theme;
  state.look = colours();
  draw();
  if (theme === "light") chosen ? (root.theme = chosen) : delete root.theme;
  find("theme").textContent = isDark() ? "Light" : "Dark";
}

async function copy() {
  const text = find("text");
  try {
    await navigator.clipboard.writeText(text.textContent);
    find("copied").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    find("copied").textContent = "Selected: copy it with Ctrl+C";
  }
}

slider.max = last;
for (const element of [find("views"), find("theme"), find("copy")]) if (element) element.hidden = false;
recolour();
lay();
listen();
