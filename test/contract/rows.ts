/** Rows of a one2many, as Odoo takes them. */
export const rows = (...values: object[]): unknown[] => values.map((each) => [0, 0, each]);
