for one in self:
    one['x_billing_warning'] = (one.x_billing_check or '').partition(' ')[2] or False
