var globalThis = this, window = this; // which the engine of Qt does not have
// A page in the place of a browser's: elements that keep what is put into them, and canvases that
// keep the calls of their pens.
function element(kind) {
  const heard = {}, style = {}, attributes = {};
  const made = {
    kind, children: [], style, attributes, textContent: "", className: "",
    appendChild(child) { this.children.push(child); return child; },
    replaceChildren(...given) { this.children = given; },
    setAttribute(name, value) { attributes[name] = value; },
    addEventListener(name, hear) { heard[name] = hear; },
    tell(name, event) { heard[name](event || {}); },
    getBoundingClientRect() { return { left: 0, top: 0 }; },
  };
  if (kind === "canvas") {
    const calls = [];
    const kept = ["fillStyle", "strokeStyle", "lineWidth", "textAlign", "font"];
    const pen = new Proxy({}, {
      get(target, name) {
        if (name === "createImageData") return (wide, high) => ({ data: new Uint8ClampedArray(4 * wide * high) });
        return (...given) => {
          if (name === "clearRect") calls.length = 0;
          calls.push([name, ...given.map((each) => (typeof each === "object" && !Array.isArray(each) ? "" : each))]);
        };
      },
      set(target, name, value) { if (kept.includes(name)) calls.push(["=" + name, value]); return true; },
    });
    made.getContext = () => pen;
    made.calls = calls;
  }
  return made;
}
globalThis.document = {
  createElement: element,
  createTextNode: (text) => ({ kind: "text", textContent: text, children: [] }),
};
globalThis.clearInterval = () => {};
globalThis.setInterval = (tick) => { globalThis.tick = tick; return 1; };

const heard = {};
globalThis.saved = 0;
globalThis.traits = {};
globalThis.model = {
  get: (name) => traits[name],
  set: (name, value) => { traits[name] = value; },
  save_changes: () => { globalThis.saved += 1; },
  on: (name, hear) => { heard[name] = hear; },
  off: (name) => { delete heard[name]; },
};
globalThis.put = (name, value) => {
  traits[name] = value;
  const hear = heard["change:" + name];
  if (hear) hear();
};
globalThis.root = element("div");
globalThis.found = (kind, at) => {
  const all = [];
  const walk = (each) => { if (each.kind === kind) all.push(each); each.children.forEach(walk); };
  walk(root);
  return all[at];
};
globalThis.bytes = (text) => {
  const buffer = new ArrayBuffer(text.length);
  new Uint8Array(buffer).set([...text].map((each) => each.charCodeAt(0)));
  return new DataView(buffer);
};
