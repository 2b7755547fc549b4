import { workday, type FirmCalendar } from './calendar.ts';
import type { ExpenseData } from './types.ts';

export function expenses(calendar: FirmCalendar): ExpenseData[] {
  const on = (nth: number) => workday(calendar.lastMonthStart, nth, calendar.holiday);
  const posted = { quantity: 1, order: 'NL-108', state: 'posted' } as const;
  const hotel = { ...posted, employee: 'Jonas Keller', product: 'Hotel', day: on(9), amount: 210, receipt: 'Hotel 77' };
  return [
    {
      ...posted,
      ref: 'train',
      employee: 'Jonas Keller',
      product: 'Train fare',
      day: on(2),
      amount: 182.4,
      receipt: 'Train 1',
    },
    {
      ...posted,
      ref: 'mileage',
      employee: 'Jonas Keller',
      product: 'Mileage',
      day: on(6),
      quantity: 120,
      amount: 54,
      receipt: 'Mileage log 3',
    },
    { ...hotel, ref: 'hotel-first' },
    { ...hotel, ref: 'hotel-again' },
    { ...posted, ref: 'hotel', employee: 'Clara Diaz', product: 'Hotel', day: on(5), amount: 240, receipt: 'Hotel 12' },
    { ...posted, ref: 'train-no-receipt', employee: 'Clara Diaz', product: 'Train fare', day: on(7), amount: 96 },
    {
      ...posted,
      ref: 'train-submitted',
      employee: 'Clara Diaz',
      product: 'Train fare',
      day: on(10),
      amount: 88.5,
      receipt: 'Train 9',
      state: 'submitted',
    },
    {
      ref: 'dinner',
      employee: 'Ada Brooks',
      product: 'Team dinner',
      day: on(8),
      quantity: 1,
      amount: 310,
      receipt: 'Dinner 4',
      state: 'posted',
    },
  ];
}
