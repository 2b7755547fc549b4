/** What somebody asked for can't be done: why, and what to do instead. */
export class Refused extends Error {
  override readonly name: string = 'Refused';
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}
