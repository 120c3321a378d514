// <accord-deadline closes="2025-03-30T21:59:00Z">: keeps the time left current and adds the reader's local time.
// Only a help: the server's clock decides.
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return 'time is up by the clock of this device';
  if (milliseconds < minute) return 'less than a minute left';
  const days = Math.floor(milliseconds / day);
  const hours = Math.floor((milliseconds % day) / hour);
  const minutes = Math.floor((milliseconds % hour) / minute);
  const parts = days > 0 ? [plural(days, 'day'), plural(hours, 'hour')] : hours > 0 ? [plural(hours, 'hour'), plural(minutes, 'minute')] : [plural(minutes, 'minute')];
  return `${parts.join(' ')} left`;
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
    const tick = () => {
      left.textContent = timeLeft(closes - Date.now());
      if (Date.now() < closes) this.timer = window.setTimeout(tick, closes - Date.now() < 2 * hour ? 5_000 : 30_000);
    };
    tick();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }
}
