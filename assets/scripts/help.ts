// The dialog that lists the keys of a page.
export function keysDialog(commands: [string, string][]): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'help';
  dialog.setAttribute('aria-labelledby', 'help-title');
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
  dialog.append(title, list, close);
  return dialog;
}
