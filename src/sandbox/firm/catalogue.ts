import type { Employee, Product, User } from './types.ts';

export const TAXES = [
  { name: 'Sales tax 15% (NL)', percent: 15 },
  { name: 'City levy 2% (NL)', percent: 2 },
  { name: 'Export 0% (NL)', percent: 0 },
];

export const PRODUCTS: Product[] = [
  { name: 'Consulting, by the hour', policy: 'delivered_timesheet', unit: 'Hours', price: 120 },
  { name: 'Senior consultant', policy: 'delivered_timesheet', unit: 'Hours', price: 165 },
  { name: 'Consultant', policy: 'delivered_timesheet', unit: 'Hours', price: 125 },
  { name: 'Junior consultant', policy: 'delivered_timesheet', unit: 'Hours', price: 90 },
  { name: 'Training', policy: 'delivered_timesheet', unit: 'Hours', price: 80 },
  { name: 'Consulting, by the day', policy: 'delivered_timesheet', unit: 'Days', price: 960 },
  { name: 'Implementation at a fixed price', policy: 'delivered_milestones', unit: 'Units', price: 48000 },
  { name: 'Concept study', policy: 'ordered_prepaid', unit: 'Units', price: 7500 },
  { name: 'Support hours, prepaid', policy: 'ordered_prepaid', unit: 'Hours', price: 110 },
  { name: 'Train fare', policy: 'expense at cost', unit: 'Units', price: 0 },
  { name: 'Hotel', policy: 'expense at cost', unit: 'Units', price: 0 },
  { name: 'Mileage', policy: 'expense at sales price', unit: 'Units', price: 0.7, cost: 0.45 },
  { name: 'Team dinner', policy: 'expense not re-invoiced', unit: 'Units', price: 0 },
];

export const CALENDARS = [
  { name: 'Northlight, five days', weekdays: [1, 2, 3, 4, 5] },
  { name: 'Northlight, four days', weekdays: [1, 2, 3, 4] },
];

const user = (name: string, role: User['role']): User => {
  const login = `${name.toLowerCase().replace(' ', '.')}@northlight.example`;
  return { name, login, password: `${login}/password`, role };
};

const [FIVE, FOUR] = ['Northlight, five days', 'Northlight, four days'];

const STAFF: [name: string, hourlyCost: number, calendar?: string][] = [
  ['Ada Brooks', 75],
  ['Ben Carter', 62],
  ['Clara Diaz', 60],
  ['David Evans', 48],
  ['Elena Fischer', 47, FOUR],
  ['Farid Ghani', 49],
  ['Grace Hall', 34],
  ['Hugo Ivers', 33],
  ['Irene Jacobs', 46],
  ['Jonas Keller', 45],
];

export const EMPLOYEES: Employee[] = STAFF.map(([name, hourlyCost, calendar]) => ({
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@northlight.example`,
  calendar: calendar ?? FIVE,
  hourlyCost,
  user: name,
  ...(name !== 'Ada Brooks' && { manager: 'Ada Brooks' }),
}));

export const USERS: User[] = [
  user('Carol Mendes', 'controller'),
  user('Noor Aziz', 'approver'),
  user('Pia Lindgren', 'preparer'),
  user('Sam Okafor', 'sales'),
  ...EMPLOYEES.map(({ name }) => user(name, 'employee')),
];

export const CUSTOMERS = [
  'Aldgate Insurance',
  'Brightwater Energy',
  'Castlegate Museum',
  'Dunmore Foods',
  'Eastway Logistics',
  'Fjordline Shipping',
  'Greenfield Schools',
  'Harbour Trust Bank',
  'Ironbridge Works',
  'Juniper Health',
  'Kingsmead Retail',
  'Lakeside Hotels',
].map((name) => ({ name, email: `accounts@${name.toLowerCase().replaceAll(' ', '-')}.example` }));
