# include policy_content.py
# What there is to say of each version as it was saved. All text is escaped: people choose the names of rows.
def safe(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


remarks = {}
for one in self.env['x_billing_remark'].sudo().search([('x_policy_id', 'in', self._origin.ids)]):
    remarks[one.x_policy_id.id] = one
for policy in self:
    saved = policy._origin.sudo()
    own = remarks.get(saved.id)
    html = ''
    if saved and saved.x_status != 'superseded' and not (own and own.x_content == policy_content(saved)):
        html = '<p class="text-muted mb-0">The approval desk has not looked at it as it is written now. While it runs, it does so within a minute; reload the page.</p>'
    elif saved and saved.x_status != 'superseded':
        rows = [row for row in own.x_said.split('\n') if row]
        marked = ''.join(['<li>%s</li>' % safe(row[2:]) for row in rows if row[:2] == '! '])
        if marked:
            html = '<div class="alert alert-warning mb-0"><b>Look at this before it decides</b><ul class="mb-0">%s</ul></div>' % marked
        else:
            html = '<p class="text-muted mb-0">%s</p>' % safe(' '.join(rows))
    policy['x_remarks'] = html
