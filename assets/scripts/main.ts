// What pages gain where scripts run. Every page is whole without: an element here only adds to the HTML that
// the server sent, and fetches nothing but pages that a link on it leads to.
import { Composer, forgetAll, showNotice } from './composer';
import { Deadline } from './deadline';
import { Desk } from './desk';
import { Keys } from './keys';
import { PrintButton } from './print_button';
import { Reader } from './reader';

customElements.define('accord-deadline', Deadline);
customElements.define('accord-composer', Composer);
customElements.define('accord-reader', Reader);
customElements.define('accord-keys', Keys);
customElements.define('accord-desk', Desk);
customElements.define('accord-print', PrintButton);

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.classList.contains('sign-out')) forgetAll();
});
showNotice();
document.querySelector<HTMLElement>('.problem')?.focus();
