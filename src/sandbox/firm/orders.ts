import { addDays, type FirmCalendar } from './calendar.ts';
import type { MilestoneData, OrderData, OrderLineData, ProjectData } from './types.ts';

const SALES = ['Sales tax 15% (NL)'];

const line = (
  ref: string,
  product: string,
  description: string,
  quantity: number,
  price: number,
  more: { discount?: number; taxes?: string[] } = {},
): OrderLineData => ({ ref, product, description, quantity, price, taxes: SALES, ...more });

const HOUR = 'Consulting, by the hour';

/** One order a customer; the number in a line's ref is its place among the lines that are sold. */
export function orders(calendar: FirmCalendar): OrderData[] {
  const expired = addDays(calendar.lastMonthStart, 9);
  const later = addDays(calendar.today, 200);
  const order = (ref: string, customer: string, billedBefore: boolean, lines: OrderLineData[]): OrderData => ({
    ref,
    customer,
    salesperson: 'Sam Okafor',
    ordered: calendar.start,
    purchaseOrder: { number: `PO-${ref}`, amount: 250_000, validUntil: later },
    billedBefore,
    lines,
  });
  return [
    order('NL-101', 'Aldgate Insurance', true, [line('NL-101/1', HOUR, 'Claims platform advisory', 600, 120)]),
    order('NL-102', 'Brightwater Energy', true, [
      line('NL-102/1', 'Senior consultant', 'Metering programme: senior consultant', 300, 165),
      line('NL-102/2', 'Consultant', 'Metering programme: consultant', 400, 125),
      line('NL-102/3', 'Junior consultant', 'Metering programme: junior consultant', 400, 90),
    ]),
    order('NL-103', 'Castlegate Museum', false, [
      line('NL-103/1', 'Implementation at a fixed price', 'Visitor website, fixed price', 1, 48_000),
    ]),
    order('NL-104', 'Dunmore Foods', true, [
      line('NL-104/1', 'Consulting, by the day', 'Supply chain review, by the day', 80, 960),
    ]),
    order('NL-105', 'Eastway Logistics', false, [
      line('NL-105/1', 'Support hours, prepaid', 'Support contract, 100 hours prepaid', 100, 110),
      line('NL-105/2', 'Concept study', 'Warehouse concept study', 1, 7500),
    ]),
    {
      ...order('NL-106', 'Fjordline Shipping', true, [
        line('NL-106/1', HOUR, 'Port operations analysis', 500, 115.5, { taxes: ['Export 0% (NL)'] }),
      ]),
      currency: 'EUR',
    },
    order('NL-107', 'Greenfield Schools', true, [
      { section: 'Phase 1: analysis' },
      line('NL-107/1', HOUR, 'Process analysis', 300, 98.75, {
        discount: 10,
        taxes: ['Sales tax 15% (NL)', 'City levy 2% (NL)'],
      }),
      { section: 'Phase 2: roll-out' },
      line('NL-107/2', 'Training', 'Training of key users', 200, 80, { taxes: ['City levy 2% (NL)'] }),
      { note: 'School holidays are left out of the schedule.' },
    ]),
    order('NL-108', 'Harbour Trust Bank', true, [line('NL-108/1', HOUR, 'Core banking migration', 600, 135)]),
    order('NL-109', 'Ironbridge Works', true, [
      line('NL-109/1', 'Senior consultant', 'Plant maintenance: senior consultant', 300, 158),
      line('NL-109/2', 'Consultant', 'Plant maintenance: consultant', 300, 121.5),
    ]),
    {
      ...order('NL-110', 'Juniper Health', true, [line('NL-110/1', HOUR, 'Patient portal', 400, 128)]),
      purchaseOrder: { number: 'PO-NL-110', amount: 60_000, validUntil: expired },
    },
    order('NL-111', 'Kingsmead Retail', false, [
      line('NL-111/1', 'Implementation at a fixed price', 'Store system, fixed price', 1, 30_000),
      line('NL-111/2', HOUR, 'Change requests', 60, 130),
    ]),
    order('NL-112', 'Lakeside Hotels', false, [line('NL-112/1', HOUR, 'Booking engine', 300, 118)]),
  ];
}

export const PROJECTS: ProjectData[] = [
  {
    name: 'Claims platform',
    customer: 'Aldgate Insurance',
    line: 'NL-101/1',
    tasks: [{ name: 'Advisory' }, { name: 'Workshops' }],
  },
  {
    name: 'Metering programme',
    customer: 'Brightwater Energy',
    line: 'NL-102/2',
    rates: [
      { employee: 'Ada Brooks', line: 'NL-102/1' },
      { employee: 'Ben Carter', line: 'NL-102/1' },
      { employee: 'David Evans', line: 'NL-102/2' },
      { employee: 'Grace Hall', line: 'NL-102/3' },
    ],
    tasks: [{ name: 'Steering' }, { name: 'Integration' }],
  },
  { name: 'Visitor website', customer: 'Castlegate Museum', line: 'NL-103/1', tasks: [{ name: 'Design' }] },
  { name: 'Supply chain review', customer: 'Dunmore Foods', line: 'NL-104/1', tasks: [{ name: 'Review' }] },
  {
    name: 'Warehouse',
    customer: 'Eastway Logistics',
    line: 'NL-105/1',
    tasks: [{ name: 'Support' }, { name: 'Study', line: 'NL-105/2' }],
  },
  { name: 'Port operations', customer: 'Fjordline Shipping', line: 'NL-106/1', tasks: [{ name: 'Analysis' }] },
  {
    name: 'School processes',
    customer: 'Greenfield Schools',
    line: 'NL-107/1',
    tasks: [{ name: 'Process maps' }, { name: 'Training', line: 'NL-107/2' }],
  },
  {
    name: 'Core banking',
    customer: 'Harbour Trust Bank',
    line: 'NL-108/1',
    tasks: [{ name: 'Migration' }, { name: 'Data handover', closed: true }],
  },
  {
    name: 'Plant maintenance',
    customer: 'Ironbridge Works',
    line: 'NL-109/2',
    rates: [
      { employee: 'Ben Carter', line: 'NL-109/1' },
      { employee: 'Clara Diaz', line: 'NL-109/2' },
    ],
    tasks: [{ name: 'Planning' }],
  },
  { name: 'Patient portal', customer: 'Juniper Health', line: 'NL-110/1', tasks: [{ name: 'Build' }] },
  {
    name: 'Store system',
    customer: 'Kingsmead Retail',
    line: 'NL-111/1',
    tasks: [{ name: 'Pilot' }, { name: 'Change requests', line: 'NL-111/2' }],
  },
  { name: 'Booking engine', customer: 'Lakeside Hotels', line: 'NL-112/1', tasks: [{ name: 'Interfaces' }] },
  { name: 'Northlight internal', tasks: [{ name: 'Team meeting' }, { name: 'Own training' }] },
];

export function milestones(calendar: FirmCalendar): MilestoneData[] {
  const museum = { project: 'Visitor website', line: 'NL-103/1', share: 0.25 };
  const store = { project: 'Store system', line: 'NL-111/1' };
  const last = (days: number) => addDays(calendar.lastMonthStart, days);
  return [
    { ...museum, ref: 'concept', name: 'Concept approved', reached: last(2), acceptance: 'concept-acceptance.pdf' },
    { ...museum, ref: 'design', name: 'Design accepted', reached: last(15), acceptance: 'design-acceptance.pdf' },
    { ...museum, ref: 'content', name: 'Content migrated', reached: last(20) },
    { ...museum, ref: 'go-live', name: 'Go-live' },
    { ...store, ref: 'pilot', name: 'Pilot store', share: 0.4, reached: last(11), acceptance: 'pilot-sign-off.pdf' },
    { ...store, ref: 'roll-out', name: 'Roll-out', share: 0.6 },
    // On no order line: of itself it bills nothing.
    {
      project: 'Warehouse',
      ref: 'study-begun',
      name: 'Study begun',
      share: 0,
      reached: last(1),
      acceptance: 'kick-off.pdf',
    },
  ];
}
