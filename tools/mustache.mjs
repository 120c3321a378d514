// Mustache as docs/api/resources.md fixes it: no lambdas, no looking outward, a missing key fails.

const tag = /\{\{\{\s*([\w.-]+)\s*\}\}\}|\{\{\s*([#^/>])?\s*([\w.-]+)\s*\}\}/g;
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function parse(source, name) {
  const root = [];
  const open = [{ nodes: root, key: '' }];
  let end = 0;
  for (const m of source.matchAll(tag)) {
    const { nodes, key } = open[open.length - 1];
    nodes.push({ kind: 'text', text: source.slice(end, m.index) });
    end = m.index + m[0].length;
    if (m[1]) nodes.push({ kind: 'raw', key: m[1] });
    else if (m[2] === '>') nodes.push({ kind: 'partial', key: m[3] });
    else if (m[2] === '#' || m[2] === '^') {
      const node = { kind: m[2], key: m[3], nodes: [] };
      nodes.push(node);
      open.push(node);
    } else if (m[2] === '/') {
      if (key !== m[3]) throw new Error(`${name}: {{/${m[3]}}} closes {{#${key}}}`);
      open.pop();
    } else nodes.push({ kind: 'value', key: m[3] });
  }
  if (open.length > 1) throw new Error(`${name}: {{#${open.pop().key}}} is not closed`);
  root.push({ kind: 'text', text: source.slice(end) });
  return root;
}

export function render(name, data, load) {
  const parsed = new Map();
  const template = (key) => {
    if (!parsed.has(key)) parsed.set(key, parse(load(key), key));
    return parsed.get(key);
  };
  const find = (key, here, file) => {
    if (key === '.') return here;
    const path = key.split('.');
    let at = path[0] === 'r' || path[0] === 'chrome' ? data : here;
    for (const part of path) {
      if (at === null || typeof at !== 'object' || !(part in at)) throw new Error(`${file}: no key {{${key}}}`);
      at = at[part];
    }
    return at;
  };
  const yes = (v) => !(v === null || v === false || v === '' || (Array.isArray(v) && v.length === 0));
  const run = (nodes, here, file) =>
    nodes
      .map((node) => {
        if (node.kind === 'text') return node.text;
        if (node.kind === 'partial') return run(template(node.key), here, node.key);
        const v = find(node.key, here, file);
        if (node.kind === '^') return yes(v) ? '' : run(node.nodes, here, file);
        if (node.kind === '#') {
          if (!yes(v)) return '';
          if (Array.isArray(v)) return v.map((item) => run(node.nodes, item, file)).join('');
          return run(node.nodes, typeof v === 'object' ? v : here, file);
        }
        if (v === null || typeof v === 'object') throw new Error(`${file}: {{${node.key}}} is not a text`);
        if (node.kind === 'raw') {
          if (!node.key.endsWith('_html')) throw new Error(`${file}: {{{${node.key}}}} is not HTML by its name`);
          return String(v);
        }
        return String(v).replace(/[&<>"']/g, (c) => escapes[c]);
      })
      .join('');
  return run(template(name), data, name);
}
