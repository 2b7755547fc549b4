/** The context an action of the add-on finds what it is given in: one text, as `actions/given.py` reads it. */
export const givenTo = (payload: unknown): { billing: string } => ({
  billing: Buffer.from(JSON.stringify(payload)).toString('base64'),
});
