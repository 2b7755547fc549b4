const DECIMALS: Record<string, Intl.NumberFormat> = {};

/** `12340.5`, 2 digits → `12,340.50`. Exact: the text is never made a float. */
function decimal(text: string, minimum: number): string {
  DECIMALS[minimum] ??= new Intl.NumberFormat('en', { minimumFractionDigits: minimum, maximumFractionDigits: 12 });
  return DECIMALS[minimum].format(text as Intl.StringNumericLiteral);
}

/** An amount with the digits it came with, and no fewer than two unless it has none. */
export function amount(text: string): string {
  const digits = text.split('.')[1]?.length ?? 0;
  return decimal(text, digits);
}

export function money(text: string, currency: string): string {
  return `${amount(text)} ${currency}`;
}

/** A quantity without trailing zeros. */
export function quantity(text: string): string {
  return decimal(text, 0);
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const INSTANT = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `2026-03-31` → `31 Mar 2026`; text that is no day comes back as it is. */
export function day(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : DAY.format(date);
}

export function instant(at: Date | string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : `${INSTANT.format(date)} UTC`;
}

const VIA: Record<string, string> = { slack: 'in Slack', teams: 'in Teams', page: 'on the page', odoo: 'in Odoo' };

/** How a decision came, as a person says it. */
export function via(channel: string): string {
  return VIA[channel] ?? `by ${channel}`;
}
