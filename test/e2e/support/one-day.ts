import { setTimeout as pause } from 'node:timers/promises';

/** Waits out the end of the day, where it is so near that what takes `minutes` would end on another day, in UTC or in Odoo's companies. */
export async function withinOneDay(minutes: number): Promise<void> {
  const left = ['UTC', 'Europe/Brussels'].map((timeZone) => {
    const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format();
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return 24 * 60 - hour * 60 - minute;
  });
  await pause(60_000 * Math.max(0, ...left.filter((each) => each <= minutes)));
}
