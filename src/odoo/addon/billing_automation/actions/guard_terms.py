# include each_time.py
# include terms_content.py
# include terms_authors.py
# include narrative.py
# Whatever writes a version, whoever it is: drafts are written, one keeper proposes, another who had no hand in it agrees,
# and from then on nothing changes but that a later version supersedes it.
CONTROL = ('x_status', 'x_proposed_by', 'x_proposed_on', 'x_agreed_by', 'x_agreed_on', 'x_content')
AGREED = ('signed', 'superseded')
old = env.context.get('old_values')
keeper = env.user.has_group('billing_automation.group_terms_keeper')
for terms in records.sudo():
    created = old is None
    before = {} if created else old.get(terms.id, {})
    changed = [name for name in before if name.startswith('x_') and before[name] != terms[name]]
    was = 'draft' if created else before.get('x_status', terms.x_status)
    agreement = terms.x_agreement_id
    step = (was, terms.x_status)
    content = terms_content(terms)
    problem = narrative_problem(terms.x_invoice_format_narrative)
    if problem and terms.x_status == 'draft':
        raise UserError('%s: the narrative has %s. It may hold %s.' % (
            terms.display_name, problem, ' '.join('{%s}' % name for name in PLACEHOLDERS)))
    if created:
        if terms.x_status != 'draft' or any(terms[name] for name in CONTROL[1:]):
            raise UserError('New terms begin as a draft: propose them, and another terms keeper agrees to them.')
        others = agreement.x_terms_ids - terms
        if not terms.x_version:
            terms.write({'x_version': max(others.mapped('x_version') or [0]) + 1})
        elif terms.x_version < 1 or terms.x_version in others.mapped('x_version'):
            raise UserError('%s has a version %s already.' % (agreement.display_name, terms.x_version))
        terms_written(agreement, terms)
    elif step == ('draft', 'draft'):
        if any(name in CONTROL for name in changed):
            raise UserError('Who proposed and agreed to terms is recorded by proposing and agreeing.')
        if 'x_version' in changed or 'x_agreement_id' in changed:
            raise UserError('The version number and the agreement of terms stay as they are.')
        terms_written(agreement, terms)
    elif step == ('draft', 'proposed'):
        if not keeper or terms.x_proposed_by != env.user or not terms.x_proposed_on or terms.x_agreed_by or terms.x_agreed_on:
            raise UserError('Terms are proposed by a terms keeper, in their own name.')
        if not terms.x_effective_from or not terms.x_signed_on or not terms.x_signed_by:
            raise UserError('%s: from which day it holds, and when and by whom it was signed for the customer, comes first.' % terms.display_name)
        if terms.x_content != content:
            raise UserError('What is proposed is what is written: use Propose.')
        terms_event('proposed', agreement, terms, content)
    elif step == ('proposed', 'draft'):
        if not keeper or any(terms[name] for name in CONTROL[1:]) or any(name not in CONTROL for name in changed):
            raise UserError('Proposed terms are sent back by a terms keeper, as they are.')
        terms_event('sent-back', agreement, terms, content)
    elif step == ('proposed', 'signed'):
        if any(name not in ('x_status', 'x_agreed_by', 'x_agreed_on') for name in changed) or terms.x_content != content:
            raise UserError('%s changed since it was proposed: send it back, and propose it again.' % terms.display_name)
        if not keeper or terms.x_agreed_by != env.user or not terms.x_agreed_on:
            raise UserError('Terms are agreed to by a terms keeper, in their own name.')
        if env.user in terms_authors(terms):
            raise UserError('%s had a hand in %s: somebody else has to agree to it.' % (env.user.name, terms.display_name))
        if any(other.x_status in AGREED and other.x_version > terms.x_version for other in agreement.x_terms_ids):
            raise UserError('A later version of %s is signed already: make a new version.' % agreement.display_name)
        terms_event('agreed', agreement, terms, content)
    elif step == ('signed', 'superseded') and changed == ['x_status']:
        if not any(other.x_status in AGREED and other.x_version > terms.x_version for other in agreement.x_terms_ids):
            raise UserError('%s is superseded by a later version that is agreed to, by nothing else.' % terms.display_name)
        terms_event('superseded', agreement, terms, content)
    elif changed:
        raise UserError('%s is %s and can\'t be changed. Make a new version.' % (terms.display_name, was))
