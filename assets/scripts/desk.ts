// <accord-desk>: the desk by keyboard, and the count on its button. Silent while a field has the focus, except Ctrl+Enter,
// and with any modifier, so that no command of the browser or a screen reader is taken.
import { keysDialog } from './help';

const commands: [string, string][] = [
  ['j', 'next point'],
  ['k', 'point before'],
  ['x', 'except this point from the answer, or take it in again'],
  ['u', 'tick none, or all that are open'],
  ['a', 'accepted'],
  ['p', 'accepted in part'],
  ['o', 'noted'],
  ['n', 'not accepted'],
  ['s', 'out of scope'],
  ['r', 'write the reason'],
  ['e', 'edit the next text'],
  ['Ctrl Enter', 'prepare the answer; in the text: save it'],
  ['[ ]', 'heavier, lighter provision'],
  ['Esc', 'leave the field'],
  ['?', 'this list'],
];

export class Desk extends HTMLElement {
  private dialog: HTMLDialogElement | null = null;

  connectedCallback(): void {
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('change', this.count);
    this.count();
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('change', this.count);
  }

  private points(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>('.answerable')];
  }

  private ticks(): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>('.tick input[name="point"]')];
  }

  private readonly count = (): void => {
    const n = this.ticks().filter((t) => t.checked).length;
    const out = document.getElementById('ticked');
    if (out) out.textContent = n === 1 ? '1 answer' : `${n} answers`;
  };

  private step(by: number): void {
    const all = this.points();
    const at = all.findIndex((p) => p.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  private except(): void {
    const at = this.points().find((p) => p.contains(document.activeElement));
    for (const t of at?.querySelectorAll<HTMLInputElement>('.tick input') ?? []) t.checked = !t.checked;
    this.count();
  }

  private none(): void {
    const any = this.ticks().some((t) => t.checked);
    for (const t of this.ticks()) t.checked = !any && !t.closest('.answerable')?.classList.contains('is-answered');
    this.count();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const at = event.target as HTMLElement;
    const field = at.closest('textarea, select, dialog, [contenteditable], input:not([type="checkbox"], [type="radio"])');
    if (event.key === 'Enter' && event.ctrlKey) {
      const form = at.closest<HTMLFormElement>('.edit-form') ?? document.querySelector<HTMLFormElement>('#answer');
      form?.requestSubmit(form.querySelector<HTMLButtonElement>('.btn') ?? undefined);
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && field && !field.closest('dialog')) {
      (field as HTMLElement).blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || field) return;
    const outcome = document.querySelector<HTMLInputElement>(`#answer input[data-key="${CSS.escape(event.key)}"]`);
    if (outcome) {
      outcome.checked = true;
      document.getElementById('reason')?.focus();
    } else if (event.key === 'j') this.step(1);
    else if (event.key === 'k') this.step(-1);
    else if (event.key === 'x') this.except();
    else if (event.key === 'u') this.none();
    else if (event.key === 'r') document.getElementById('reason')?.focus();
    else if (event.key === 'e') (document.querySelector<HTMLElement>('#e-body') ?? document.querySelector<HTMLElement>('a.edit-text'))?.[document.querySelector('#e-body') ? 'focus' : 'click']();
    else if (event.key === '[') document.querySelector<HTMLElement>('.step-before')?.click();
    else if (event.key === ']') document.querySelector<HTMLElement>('.step-after')?.click();
    else if (event.key === '?') {
      if (!this.dialog) this.append((this.dialog = keysDialog(commands)));
      this.dialog.showModal();
    } else return;
    event.preventDefault();
  };
}
