# include terms_content.py
for terms in self:
    terms['x_intact'] = terms.x_status == 'draft' or terms.sudo().x_content == terms_content(terms.sudo())
