// The only ways by which this page makes or changes elements. What comes from the network is text, and stays text: it is
// never parsed as markup, and never becomes the name of an attribute, an address or a style.

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Sets a text only where it differs: what is selected or read aloud is left alone. */
export function say(element, text) {
  const wanted = String(text);
  if (element.textContent !== wanted) element.textContent = wanted;
}

/** A text of somebody else, which may run in another direction: kept to itself, and whole in the title. */
export function quote(element, shown, whole = shown) {
  let inner = element.firstElementChild;
  if (inner === null || inner.tagName !== 'BDI') {
    inner = html('bdi');
    element.replaceChildren(inner);
  }
  say(inner, shown);
  if (element.title !== whole) element.title = whole;
}

/** Two texts in one cell, the second of which is left out where there is little room. */
export function pair(element, first, second) {
  if (element.childElementCount !== 2) element.replaceChildren(html('span'), html('span', { class: 'wide' }));
  say(element.firstElementChild, first);
  say(element.lastElementChild, second);
}

export function mark(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

/** Makes the children of an element be one for each item, by key; what stays is updated in its place. */
export function each(parent, items, key, make, update) {
  const old = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
  let next = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let child = old.get(name);
    old.delete(name);
    if (child === undefined) {
      child = make(item);
      child.dataset.key = name;
    }
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(child, next);
    }
    update(child, item);
  }
  for (const gone of old.values()) gone.remove();
}

/** A table's row of so many cells, the first of which names it. */
export function row(columns) {
  const cells = columns.map((kind, index) =>
    html(index === 0 ? 'th' : 'td', { ...(index === 0 ? { scope: 'row' } : {}), ...(kind ? { class: kind } : {}) }));
  return html('tr', {}, ...cells);
}
