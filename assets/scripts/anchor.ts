// Words marked by the reader, as the server counts them: code points of a provision's visible text, which is
// its heading and its blocks, divided by line feeds, white space in a block collapsed.

export interface Anchor {
  quote: string;
  start: number;
  end: number;
}

const blocks = new Set(['P', 'LI', 'TD', 'TH', 'CAPTION', 'H2', 'H3', 'H4', 'H5', 'H6', 'DT', 'DD', 'PRE', 'BLOCKQUOTE', 'FIGCAPTION']);

/** JavaScript counts UTF-16 units; an astral character is two of them and one code point. */
export function codePoints(text: string): number {
  let n = 0;
  for (const _ of text) n += 1;
  return n;
}

function blockOf(node: Node, top: Element): Element {
  for (let e = node.parentElement; e && e !== top; e = e.parentElement) if (blocks.has(e.tagName)) return e;
  return top;
}

/** The visible text of a provision, with the position in it of a range inside it. */
export function locate(provision: Element, range: Range): Anchor | null {
  let text = '';
  let start = -1;
  let end = -1;
  let last: Element | null = null;
  const put = (s: string) => {
    for (const c of s.replace(/\s+/g, ' ')) if (c !== ' ' || !(text === '' || text.endsWith(' ') || text.endsWith('\n'))) text += c;
  };
  for (const part of provision.querySelectorAll('header .h, .text')) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!range.intersectsNode(node) && node.textContent?.trim() === '') continue;
      const block = blockOf(node, part);
      if (last && block !== last && text !== '') text = `${text.trimEnd()}\n`;
      last = block;
      const data = node.textContent ?? '';
      const from = node === range.startContainer ? range.startOffset : range.comparePoint(node, 0) >= 0 ? 0 : -1;
      const to = node === range.endContainer ? range.endOffset : range.comparePoint(node, data.length) <= 0 ? data.length : -1;
      if (range.intersectsNode(node) && (from >= 0 || to >= 0)) {
        const a = from < 0 ? 0 : from;
        const b = to < 0 ? data.length : to;
        put(data.slice(0, a));
        if (start < 0 && b > a) start = text.length;
        put(data.slice(a, b));
        if (b > a) end = text.length;
        put(data.slice(b));
      } else put(data);
    }
  }
  if (start < 0 || end <= start) return null;
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  if (end === start) return null;
  return { quote: text.slice(start, end), start: codePoints(text.slice(0, start)), end: codePoints(text.slice(0, end)) };
}
