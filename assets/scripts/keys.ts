// <accord-keys>: single-key commands of the reader, and the dialog that lists them. Silent while a field has
// the focus, and with any modifier, so that no command of the browser or a screen reader is taken.
import { keysDialog } from './help';
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
    if (!this.dialog) this.append((this.dialog = keysDialog(commands)));
    this.dialog.showModal();
  }
}
