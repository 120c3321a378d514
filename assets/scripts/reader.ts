// <accord-reader>: opens panel and composer in place of a page load, and offers to comment on marked words.
import { locate } from './anchor';

export class Reader extends HTMLElement {
  private float: HTMLAnchorElement | null = null;
  private last = 0;

  connectedCallback(): void {
    this.addEventListener('click', this.onClick);
    window.addEventListener('popstate', this.onPopState);
    if (this.dataset.comment) document.addEventListener('selectionchange', this.onSelection);
    this.querySelector('.toc [aria-current="location"]')?.scrollIntoView({ block: 'nearest' });
  }

  disconnectedCallback(): void {
    document.removeEventListener('selectionchange', this.onSelection);
    window.removeEventListener('popstate', this.onPopState);
  }

  /** Moves to the next (1) or previous (-1) provision, and opens its panel where one is open. */
  step(by: 1 | -1): void {
    const all = [...this.querySelectorAll<HTMLElement>('.prov')];
    const top = 140;
    const now = this.querySelector<HTMLElement>('.prov.current');
    let at = now ? all.indexOf(now) : all.findIndex((p) => p.getBoundingClientRect().bottom > top) - (by === 1 ? 1 : 0);
    at = Math.min(all.length - 1, Math.max(0, at + by));
    const to = all[at];
    if (to) void this.open(to.id, `${this.dataset.draft}?at=${encodeURIComponent(to.id)}#${to.id}`, true);
  }

  /** Opens the composer on the provision that is current, or the first in view. */
  comment(): void {
    const at = this.querySelector('.prov.current') ?? [...this.querySelectorAll('.prov')].find((p) => p.getBoundingClientRect().bottom > 140);
    at?.querySelector<HTMLElement>('[data-compose]')?.click();
  }

  private readonly onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element).closest('a');
    if (!link) return;
    const url = new URL(link.href, location.href);
    if (link.matches('[data-compose]')) {
      event.preventDefault();
      void this.compose(url);
    } else if (link.matches('.pins, .panel .tabs a, .panel .step a, .toc ol:not(.show) a')) {
      event.preventDefault();
      void this.open(url.searchParams.get('at') ?? '', url.href, !link.closest('.prov'));
    } else if (link.matches('.panel .close')) {
      event.preventDefault();
      void this.open('', url.href, false);
    } else if (link.matches('.composer .cancel') && this.querySelector('#compose-here .composer')) {
      event.preventDefault();
      this.querySelector('#compose-here')?.replaceChildren();
    }
  };

  private readonly onPopState = (): void => {
    void this.open(new URL(location.href).searchParams.get('at') ?? '', location.href, false, false);
  };

  /** Takes the panel from the page at `href`; any failure falls back to loading that page. */
  private async open(eid: string, href: string, scroll: boolean, push = true): Promise<void> {
    const turn = ++this.last;
    const page = await fetchPage(href);
    if (turn !== this.last) return;
    const panel = page?.querySelector('#panel');
    if (!panel) {
      location.assign(href);
      return;
    }
    this.querySelector('#panel')?.replaceWith(document.adoptNode(panel));
    for (const p of this.querySelectorAll('.prov.current')) p.classList.remove('current');
    for (const a of this.querySelectorAll('.toc [aria-current="location"]')) a.removeAttribute('aria-current');
    const provision = eid ? document.getElementById(eid) : null;
    provision?.classList.add('current');
    if (scroll) provision?.scrollIntoView({ block: 'start' });
    const entry = eid ? this.querySelector(`.toc a[href$="#${CSS.escape(eid)}"]`) : null;
    entry?.setAttribute('aria-current', 'location');
    entry?.scrollIntoView({ block: 'nearest' });
    if (push) history.pushState(null, '', href);
  }

  private async compose(url: URL): Promise<void> {
    const eid = url.searchParams.get('at') ?? '';
    const page = await fetchPage(url.href);
    const composer = page?.querySelector('accord-composer');
    if (!composer) {
      location.assign(url.href);
      return;
    }
    if (!this.querySelector(`#${CSS.escape(eid)}.current`) || !this.querySelector('#compose-here')) await this.open(eid, `${this.dataset.draft}?at=${encodeURIComponent(eid)}#${eid}`, false);
    this.querySelector('#compose-here')?.replaceChildren(document.adoptNode(composer));
    this.hideFloat();
    const first = this.querySelector<HTMLElement>('#compose-here textarea');
    first?.focus();
    this.querySelector('#compose-here')?.scrollIntoView({ block: 'nearest' });
  }

  private readonly onSelection = (): void => {
    const selection = document.getSelection();
    const range = selection && selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const provision = range ? elementOf(range.startContainer)?.closest('.prov') : null;
    if (!range || !provision || !this.contains(provision) || provision !== elementOf(range.endContainer)?.closest('.prov')) {
      this.hideFloat();
      return;
    }
    const anchor = locate(provision, range);
    if (!anchor) {
      this.hideFloat();
      return;
    }
    const query = new URLSearchParams({ at: provision.id, quote: anchor.quote, start: String(anchor.start), end: String(anchor.end) });
    this.float ??= Object.assign(document.createElement('a'), { className: 'btn small float', textContent: 'Comment on these words' });
    this.float.dataset.compose = '';
    this.float.href = `${this.dataset.comment}?${query}`;
    if (!this.float.isConnected) this.append(this.float);
    const box = range.getBoundingClientRect();
    // Set through the object model, which the policy on styles allows; an attribute it would not.
    this.float.style.left = `${Math.max(8, Math.min(box.left + window.scrollX, document.documentElement.clientWidth - 220))}px`;
    this.float.style.top = `${box.bottom + window.scrollY + 8}px`;
  };

  private hideFloat(): void {
    this.float?.remove();
  }
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

async function fetchPage(href: string): Promise<Document | null> {
  try {
    const answer = await fetch(href, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return null;
  }
}
