// The tags of a page, read as a browser reads them: [{ name, attributes: Map }]. Enough of the HTML tokenizer to tell
// what text became an element or an attribute: comments, quoted, bare and entity-coded values, raw text of scripts.
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', Tab: '\t', NewLine: '\n', colon: ':', lpar: '(', rpar: ')' };
export const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));?/gi, (all, hex, decimal, name) => (hex || decimal ? String.fromCodePoint(Math.min(parseInt(hex ?? decimal, hex ? 16 : 10), 0x10ffff)) : entities[name] ?? all));

export function tags(html) {
  const out = [];
  let lower = null;
  for (let i = html.indexOf('<'); i >= 0; i = html.indexOf('<', i)) {
    if (html.startsWith('<!--', i)) {
      i = html.indexOf('-->', i + 4);
      if (i < 0) break;
      continue;
    }
    const start = /^<([a-z][^\s/>]*)/i.exec(html.slice(i, i + 200));
    if (!start) {
      ++i;
      continue;
    }
    const tag = { name: start[1].toLowerCase(), attributes: new Map() };
    i += start[0].length;
    const attribute = /[\s/]*(?:(>)|([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)/y;
    for (;;) {
      attribute.lastIndex = i;
      const found = attribute.exec(html);
      if (!found) break;
      i = attribute.lastIndex;
      if (found[1]) break;
      tag.attributes.set(found[2].toLowerCase(), decode(found[3] ?? found[4] ?? found[5] ?? ''));
    }
    out.push(tag);
    if (['script', 'style', 'textarea', 'title'].includes(tag.name)) {
      lower ??= html.toLowerCase();
      const end = lower.indexOf(`</${tag.name}`, i);
      tag.inside = html.slice(i, end < 0 ? undefined : end);
      if (end < 0) break;
      i = end;
    }
  }
  return out;
}

// What in a page would run or load what is not the program's own; [] when nothing does.
export function dangers(html, { own = [], read = tags(html) } = {}) {
  const out = [];
  for (const { name, attributes, inside } of read) {
    const said = `<${name} ${[...attributes].map(([k, v]) => `${k}="${v}"`).join(' ')}>`.slice(0, 200);
    if (['iframe', 'object', 'embed', 'applet', 'base', 'frame', 'math', 'style', 'audio', 'video', 'marquee', 'xmp', 'template'].includes(name)) out.push(said);
    if (name === 'script' && (inside.trim() !== '' || !attributes.get('src')?.startsWith('/assets/'))) out.push(said);
    if (name === 'meta' && attributes.has('http-equiv')) out.push(said);
    for (const [key, value] of attributes) {
      const address = value.replace(/[\u0000-\u0020\u007f]/g, '').toLowerCase();
      if (/^on/.test(key) || key === 'style' || key === 'srcdoc' || key === 'srcset') out.push(said);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster', 'background', 'ping'].includes(key)) {
        if (/^[a-z][a-z0-9+.-]*:/.test(address) && !/^(https?:|mailto:)/.test(address)) out.push(said);
        const local = /^\/(?!\/)/.test(address) || /^[#?]/.test(address) || own.some((start) => address.startsWith(start));
        if (['src', 'action', 'formaction', 'data', 'poster', 'background', 'ping'].includes(key) && !local) out.push(said);
      }
    }
  }
  return out;
}
