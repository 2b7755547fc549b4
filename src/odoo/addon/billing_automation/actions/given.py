# What a caller hands over, as one text: Odoo reads the whole body of a JSON-2 call again for every automation it sets off.
given = env.context['billing']
if isinstance(given, str):
    given = json.loads(b64decode(given))
