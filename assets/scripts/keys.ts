// <accord-keys>: single-key commands of the reader, and the dialog that lists them. Silent while a field has
// the focus, and with any modifier, so that no command of the browser or a screen reader is taken.
import { Reader } from './reader';

const commands: [string, string][] = [
  ['j', 'next provision'],
  ['k', 'provision before'],
  ['c', 'comment on this provision'],
  ['Esc', 'close what is open'],
  ['?', 'this list'],
];

export class Keys extends HTMLElement {
  private dialog: HTMLDialogElement | null = null;

  connectedCallback(): void {
    document.addEventListener('keydown', this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const at = event.target as Element;
    const reader = document.querySelector('accord-reader');
    if (event.ctrlKey || event.metaKey || event.altKey || !(reader instanceof Reader)) return;
    if (at.closest('input, textarea, select, dialog, [contenteditable]')) return;
    if (event.key === 'j') reader.step(1);
    else if (event.key === 'k') reader.step(-1);
    else if (event.key === 'c') reader.comment();
    else if (event.key === 'Escape') (document.querySelector<HTMLElement>('#compose-here .cancel') ?? document.querySelector<HTMLElement>('#panel .close'))?.click();
    else if (event.key === '?') this.help();
    else return;
    event.preventDefault();
  };

  private help(): void {
    if (!this.dialog) {
      this.dialog = document.createElement('dialog');
      this.dialog.className = 'help';
      this.dialog.setAttribute('aria-labelledby', 'help-title');
      const title = Object.assign(document.createElement('h2'), { id: 'help-title', textContent: 'Keys' });
      const list = document.createElement('dl');
      list.className = 'facts';
      for (const [key, what] of commands) {
        const row = document.createElement('div');
        const dt = document.createElement('dt');
        dt.append(Object.assign(document.createElement('kbd'), { className: 'key', textContent: key }));
        row.append(dt, Object.assign(document.createElement('dd'), { textContent: what }));
        list.append(row);
      }
      const close = document.createElement('form');
      close.method = 'dialog';
      close.append(Object.assign(document.createElement('button'), { className: 'btn quiet small', textContent: 'Close' }));
      this.dialog.append(title, list, close);
      this.append(this.dialog);
    }
    this.dialog.showModal();
  }
}
