# A question that waits for an answer of this user, the oldest or the one named: its number and what it says.
def question_for(asked, user_id, number):
    for row in (asked.x_questions or '').split('\n'):
        parts = row.split('\t')
        if len(parts) == 3 and str(user_id) in parts[1].split(',') and number in ('', parts[0]):
            return [parts[0], parts[2]]
    return ['', '']
