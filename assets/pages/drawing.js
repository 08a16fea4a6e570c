// What the notebook's widget and the page of an experiment draw with: axes, lines and landscapes.
const LEFT = 52, RIGHT = 24, TOP = 8, BOTTOM = 28; // px around a view
const DASHES = { "-": [], "--": [6, 3], ":": [2, 3], "-.": [6, 3, 2, 3] };

const clamp = (y) => Math.min(Math.max(y, -1e5), 1e5); // canvases draw nothing far outside

const raised = (power) =>
  [...String(power)].map((each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(each)]).join("");

/** A number in short: 0.25, −3, 2.5·10⁻⁷. */
export function written(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const leading = Number((value / 10 ** power).toPrecision(3));
    return `${leading === 1 ? "" : `${leading}·`}10${raised(power)}`.replace("-", "−");
  }
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

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

/** Places of a view of some size: from numbers to px inside its frame, and back. */
export function frame([left, right, low, high], log, wide, tall) {
  const up = (y) => (log ? Math.log10(Math.max(y, 1e-300)) : y);
  const [bottom, top] = [up(low), up(high)];
  const inside = { left: LEFT, top: TOP, width: wide - LEFT - RIGHT, height: tall - TOP - BOTTOM };
  return {
    inside,
    x: (x) => LEFT + ((x - left) / (right - left)) * inside.width,
    y: (y) => TOP + (1 - (up(y) - bottom) / (top - bottom)) * inside.height,
    back: (x, y) => [
      left + ((x - LEFT) / inside.width) * (right - left),
      low + (1 - (y - TOP) / inside.height) * (high - low),
    ],
  };
}

/** The frame of a view with its numbers, and what its axes are, on a halo if there is a colour. */
export function axes(pen, to, xs, ys, across, up, colour, size = 11, halo = "") {
  const { left, top, width, height } = to.inside, right = left + width, bottom = top + height;
  pen.font = `${size}px system-ui, sans-serif`;
  pen.fillStyle = colour;
  pen.textAlign = "center";
  for (const x of xs) pen.fillText(written(x), to.x(x), bottom + 18);
  pen.textAlign = "right";
  for (const y of ys) pen.fillText(written(y), left - 6, to.y(y) + 4);
  for (const [text, y] of [[up, top + 14], [across, bottom - 6]]) {
    if (halo) {
      pen.lineWidth = 4;
      pen.strokeStyle = halo;
      pen.strokeText(text, right - 6, y);
    }
    pen.fillText(text, right - 6, y);
  }
  pen.lineWidth = 1;
  pen.strokeStyle = colour;
  pen.strokeRect(left, top, width, height);
}

/** A line through the places (x, y, x, y, ...) up to number `count` that are finite. */
export function line(pen, to, points, count, look, width) {
  pen.strokeStyle = look.color;
  pen.lineWidth = width;
  pen.setLineDash(DASHES[look.linestyle] ?? []);
  pen.beginPath();
  let isOn = false;
  for (let at = 0; at < count; at++) {
    const x = to.x(points[2 * at]), y = to.y(points[2 * at + 1]);
    const isThere = Number.isFinite(x) && Number.isFinite(y);
    if (isThere) isOn ? pen.lineTo(clamp(x), clamp(y)) : pen.moveTo(clamp(x), clamp(y));
    isOn = isThere;
  }
  pen.stroke();
  pen.setLineDash([]);
}

export function clip(pen, to) {
  const { left, top, width, height } = to.inside;
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
}

export function dot(pen, to, points, at, colour, size) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(to.x(points[2 * at]), clamp(to.y(points[2 * at + 1])), size, 0, 2 * Math.PI);
  pen.fill();
}

/** A picture of a landscape: of each place its share of 255, between two colours as [r, g, b]. */
export function painted(shades, size, valley, peak) {
  const picture = document.createElement("canvas");
  picture.width = picture.height = size;
  const pen = picture.getContext("2d"), image = pen.createImageData(size, size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const share = shades[row * size + column] / 255, at = 4 * ((size - 1 - row) * size + column);
      const colour = valley.map((each, part) => each + share * (peak[part] - each));
      image.data.set([...colour, 255], at);
    }
  pen.putImageData(image, 0, 0);
  return picture;
}

export function made(kind, name, parent, text = "") {
  const element = document.createElement(kind);
  if (name) element.className = name;
  element.textContent = text;
  parent.appendChild(element);
  return element;
}

/** The pen of a canvas that has some size in px, and as many pixels as the screen. */
export function penOf(view, wide, high) {
  const ratio = window.devicePixelRatio || 1;
  view.width = Math.round(wide * ratio);
  view.height = Math.round(high * ratio);
  view.style.width = `${wide}px`;
  view.style.height = `${high}px`;
  const pen = view.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
}
