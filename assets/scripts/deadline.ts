// <accord-deadline now="2025-03-28T15:30:00Z" closes="2025-03-30T21:59:00Z">: keeps the time left current and adds
// the reader's local time. `now` is the server's clock when it made the page: the device's own clock only measures
// what has passed since, so that one that is wrong does not mislead. The server decides in the end.
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The same words as the server's. */
export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return 'closed';
  if (milliseconds < minute) return 'less than a minute left';
  const days = Math.floor(milliseconds / day);
  const hours = Math.floor((milliseconds % day) / hour);
  const minutes = Math.floor((milliseconds % hour) / minute);
  const two = (n: number) => String(n).padStart(2, '0');
  return days > 0 ? `${days} d ${two(hours)} h left` : hours > 0 ? `${hours} h ${two(minutes)} min left` : `${minutes} min left`;
}

export class Deadline extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    const closes = Date.parse(this.getAttribute('closes') ?? '');
    if (Number.isNaN(closes)) return;
    const local = this.querySelector('.local');
    if (local) {
      const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options).format(closes);
      const time = format({ hour: '2-digit', minute: '2-digit' });
      // Silent where the reader lives by the same clock as the deadline.
      const shown = this.querySelector('time')?.textContent ?? '';
      local.textContent = shown.includes(time) ? '' : ` (${format({ weekday: 'long' })}, ${time} your time)`;
    }
    const left = this.querySelector('.left');
    if (!left) return;
    const now = Date.parse(this.getAttribute('now') ?? '');
    if (Number.isNaN(now)) return;
    const ahead = Date.now() - now;
    const tick = () => {
      const rest = closes - (Date.now() - ahead);
      left.textContent = timeLeft(rest);
      if (rest > 0) this.timer = window.setTimeout(tick, rest < 2 * hour ? 5_000 : 30_000);
    };
    tick();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }
}
