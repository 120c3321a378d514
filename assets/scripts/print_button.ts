// <accord-print>: a button that prints; without scripts the browser's own command does.
export class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn quiet small';
    button.textContent = 'Print';
    button.addEventListener('click', () => window.print());
    this.replaceChildren(button);
  }
}
