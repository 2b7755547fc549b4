import type { Day } from '../../rules/entry.ts';

/** How Odoo invoices a product: its service policy, or its expense policy. */
export type Policy =
  | 'delivered_timesheet'
  | 'delivered_milestones'
  | 'ordered_prepaid'
  | 'expense at cost'
  | 'expense at sales price'
  | 'expense not re-invoiced';

export interface Product {
  name: string;
  policy: Policy;
  unit: 'Hours' | 'Days' | 'Units';
  /** In the firm's own currency. */
  price: number;
  /** Standard cost, for mileage and the like. */
  cost?: number;
}

export interface User {
  name: string;
  login: string;
  password: string;
  role: 'controller' | 'approver' | 'preparer' | 'sales' | 'employee';
}

export interface Employee {
  name: string;
  email: string;
  calendar: string;
  /** Cost of an hour in the firm's own currency. */
  hourlyCost: number;
  manager?: string;
  /** Name of the user who enters the time. */
  user: string;
}

export type OrderLineData =
  | { section: string }
  | { note: string }
  | {
      ref: string;
      product: string;
      description: string;
      quantity: number;
      /** In the order's currency, per unit of the product. */
      price: number;
      discount?: number;
      taxes: string[];
    };

export interface OrderData {
  ref: string;
  customer: string;
  salesperson: string;
  /** The firm's own where left out. */
  currency?: string;
  ordered: Day;
  purchaseOrder?: { number: string; amount?: number; validUntil?: Day };
  /** Its work up to the firm's `billedThrough` is on a posted invoice already, made with Odoo's own button. */
  billedBefore: boolean;
  lines: OrderLineData[];
}

export interface ProjectData {
  name: string;
  /** An internal project has none: no customer pays for its time. */
  customer?: string;
  line?: string;
  rates?: { employee: string; line: string }[];
  tasks: { name: string; line?: string; closed?: boolean }[];
}

export interface MilestoneData {
  ref: string;
  project: string;
  name: string;
  line?: string;
  /** Part of the line's quantity, 0 to 1. */
  share: number;
  reached?: Day;
  /** File name of the customer's acceptance. */
  acceptance?: string;
}

export interface ExpenseData {
  ref: string;
  employee: string;
  product: string;
  day: Day;
  /** Kilometres for mileage, else 1. */
  quantity: number;
  /** For the whole quantity, in the firm's own currency. */
  amount: number;
  order?: string;
  /** What the receipt says; two expenses with the same receipt are one claim made twice. */
  receipt?: string;
  state: 'posted' | 'submitted';
}

export interface TimeData {
  ref: string;
  employee: string;
  day: Day;
  project: string;
  task: string;
  hours: number;
  description: string;
  approval: 'approved' | 'pending' | 'changed';
  /** What was approved before somebody edited it. */
  approvedHours?: number;
}

/** What is wrong in the firm on purpose. Each `ref` names a time entry, expense, milestone, order or employee. */
export interface Mess {
  kind:
    | 'time unapproved'
    | 'time edited after approval'
    | 'time on a closed task'
    | 'time in thirds of an hour'
    | 'time corrected below zero'
    | 'milestone reached without acceptance'
    | 'expense without receipt'
    | 'expense claimed twice'
    | 'work older than 60 days'
    | 'purchase order expired'
    | 'week without timesheet'
    | 'week on leave';
  ref: string;
}

export interface Firm {
  name: string;
  today: Day;
  currency: string;
  /** Units of the foreign currency for one of the firm's own. */
  rates: { currency: string; rate: number }[];
  taxes: { name: string; percent: number }[];
  /** Weekdays worked, 1 is Monday; eight hours each. */
  calendars: { name: string; weekdays: number[] }[];
  holidays: { name: string; day: Day }[];
  users: User[];
  employees: Employee[];
  leave: { employee: string; from: Day; to: Day }[];
  products: Product[];
  customers: { name: string; email: string }[];
  orders: OrderData[];
  projects: ProjectData[];
  milestones: MilestoneData[];
  expenses: ExpenseData[];
  time: TimeData[];
  billedThrough: Day;
  mess: Mess[];
}
