/** Something the caller can mend, with the HTTP status that says whose turn it is. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly status: number;
  readonly mend: string;

  constructor(status: number, message: string, mend: string) {
    super(message);
    this.status = status;
    this.mend = mend;
  }
}
