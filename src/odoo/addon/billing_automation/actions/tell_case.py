# include tell.py


# Old values are there where the case was there before.
tell('case.opened' if env.context.get('old_values') is None else 'case.reopened', records)
