for terms in self:
    terms['x_name'] = '%s, version %s' % (terms.x_agreement_id.x_name or 'Agreement', terms.x_version or 'new')
