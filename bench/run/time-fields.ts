/** What billing reads of a timesheet, besides its id. */
export const TIME_FIELDS = [
  'date',
  'name',
  'unit_amount',
  'employee_id',
  'project_id',
  'task_id',
  'so_line',
  'timesheet_invoice_id',
  'create_date',
  'write_date',
  'x_billing_approval',
  'x_billing_approved_by',
  'x_billing_approved_on',
];
