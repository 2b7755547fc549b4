# Each version of what an invoice said beside the one before it, the latest first, by the links of its record: who, when, why.
# Whoever may read the invoice and not its record (a customer in the portal, a salesperson) is shown none of it.
# The links of acts that change what it says. Any other only finds it changed: by whom, it does not know. So does a reset to
# draft: what was changed on the posted invoice has no link of its own.
OWN = ('edited', 'rate-override', 'tax-change', 'posted')
links = self.env['x_billing_audit']
may = links.has_access('read')
for move in self:
    texts, versions, last, number = {}, [], False, 1
    for link in links.search([('x_invoice', 'in', move.ids)], order='x_number') if may else []:
        if link.x_version:
            texts[link.x_content] = link.x_version
        if last and link.x_content != last.x_content:
            number += 1
            # Of what an older add-on wrote down, only the hash is known.
            if link.x_content in texts and last.x_content in texts:
                versions.insert(0, {
                    'number': number, 'link': link, 'own': link.x_kind in OWN,
                    'before': texts[last.x_content], 'after': texts[link.x_content]})
        last = link
    rendered = self.env['ir.qweb'].sudo()._render('billing_automation.versions', {'versions': versions}) if versions else False
    move['x_billing_versions'] = rendered
