// <accord-composer>: keeps what is being written on this device until the server has it.
//
// Kept under "accord:" + the form's data-key, which names account and place; cleared when the server has taken
// it and at sign-out. A text for the chairs only is never kept: choosing that removes what was.

const prefix = 'accord:';
const noticeKey = 'accord-notice';
const names = ['text', 'replacement', 'letter'];

export function forgetAll(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

/** Shows what the server said to a form that was sent from here. */
export function showNotice(): void {
  const text = sessionStorage.getItem(noticeKey);
  sessionStorage.removeItem(noticeKey);
  if (!text || document.querySelector('body > .notice')) return;
  const notice = Object.assign(document.createElement('div'), { className: 'notice done' });
  notice.setAttribute('role', 'status');
  notice.append(Object.assign(document.createElement('p'), { textContent: text }));
  document.querySelector('main, accord-reader')?.before(notice);
}

export class Composer extends HTMLElement {
  private busy = false;
  private waiting: HTMLButtonElement | null | undefined;

  connectedCallback(): void {
    this.restore();
    this.addEventListener('input', this.onInput);
    this.addEventListener('submit', this.onSubmit);
    window.addEventListener('online', this.onOnline);
  }

  disconnectedCallback(): void {
    window.removeEventListener('online', this.onOnline);
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector('form');
  }

  private get key(): string {
    return prefix + (this.form?.dataset.key ?? '');
  }

  private get keeps(): boolean {
    const chosen = this.form?.querySelector<HTMLInputElement>('[name="visibility"]:checked');
    return !!this.form?.dataset.key && chosen?.value !== 'chairs-only';
  }

  private say(text: string, offline = false): void {
    const status = this.querySelector('.kept');
    if (!status) return;
    status.textContent = text;
    status.classList.toggle('offline', offline);
  }

  private restore(): void {
    const form = this.form;
    if (!form) return;
    let kept: Record<string, string> | null = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key) ?? 'null') as Record<string, string> | null;
    } catch {
      localStorage.removeItem(this.key);
    }
    if (!kept || !this.keeps) return;
    let restored = false;
    for (const name of names) {
      const field = form.elements.namedItem(name);
      const value = kept[name];
      // What the server sent wins, unless it sent nothing: it is what was last saved there.
      if (field instanceof HTMLTextAreaElement && value && field.value === '') {
        field.value = value;
        restored = true;
      }
    }
    if (restored) this.say('Restored: this was kept on this device and is not sent yet.');
  }

  private readonly onInput = (): void => {
    const form = this.form;
    if (!form) return;
    if (!this.keeps) {
      localStorage.removeItem(this.key);
      this.say('For the chairs only: not kept on this device.');
      return;
    }
    const value: Record<string, string> = {};
    for (const name of names) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLTextAreaElement && field.value) value[name] = field.value;
    }
    try {
      if (Object.keys(value).length) localStorage.setItem(this.key, JSON.stringify(value));
      else localStorage.removeItem(this.key);
      this.say('Kept on this device until you add it.');
    } catch {
      this.say('This device keeps nothing more: add it before you leave.', true);
    }
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    if (event.target !== this.form) return;
    event.preventDefault();
    void this.send(event.submitter instanceof HTMLButtonElement ? event.submitter : null);
  };

  private readonly onOnline = (): void => {
    if (this.waiting !== undefined) void this.send(this.waiting);
  };

  /** Sends the form as the browser would. The idempotency key in it makes a second sending harmless. */
  private async send(button: HTMLButtonElement | null): Promise<void> {
    const form = this.form;
    if (!form || this.busy) return;
    this.busy = true;
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
    if (button?.name) data.append(button.name, button.value);
    let answer: Response;
    try {
      answer = await fetch(form.action, { method: 'POST', body: data, headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (answer.status === 503) throw new Error('turned away');
    } catch {
      this.busy = false;
      this.waiting = button;
      this.say(this.keeps ? 'No connection. Kept on this device; it is sent as soon as there is one.' : 'No connection. It is sent as soon as there is one; do not close this page.', true);
      window.setTimeout(this.onOnline, 15_000);
      return;
    }
    this.busy = false;
    this.waiting = undefined;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (answer.redirected && answer.ok) {
      localStorage.removeItem(this.key);
      // The server says a notice once, and said it to this request: the page that is loaded next shows it.
      const notice = page.querySelector('body > .notice');
      if (notice) sessionStorage.setItem(noticeKey, notice.textContent?.trim() ?? '');
      location.assign(answer.url);
      // The same page but for its fragment is not loaded again by itself.
      if (new URL(answer.url).pathname + new URL(answer.url).search === location.pathname + location.search) location.reload();
      return;
    }
    // A preview, or a refusal: the same form with what the server has to say about it.
    const fresh = page.querySelector('accord-composer form');
    if (fresh) {
      form.replaceWith(document.adoptNode(fresh));
      (this.querySelector<HTMLElement>('.problem') ?? this.querySelector<HTMLElement>('#preview'))?.scrollIntoView({ block: 'nearest' });
      this.querySelector<HTMLElement>('.problem')?.focus();
      return;
    }
    this.say(page.querySelector('main .lead')?.textContent ?? page.querySelector('.problem')?.textContent ?? 'The server refused it. It is still here: copy it, load the page again.', true);
  }
}
