/** Where Python raised an exception; codes as in odoo/addons/rpc. */
export class SandboxFault extends Error {
  override readonly name = 'SandboxFault';
  readonly faultCode: number;

  constructor(faultCode: number, message: string) {
    super(message);
    this.faultCode = faultCode;
  }
}

export const userError = (message: string): SandboxFault => new SandboxFault(2, message);

export const accessDenied = (): SandboxFault => new SandboxFault(3, 'Access Denied');

export const accessError = (message: string): SandboxFault => new SandboxFault(4, message);

export class NoDatabase extends SandboxFault {
  constructor(name: string) {
    super(
      1,
      `Traceback (most recent call last):\npsycopg2.OperationalError: FATAL:  database "${name}" does not exist\n`,
    );
  }
}

/** Outside what the sandbox imitates. Never a silent success. */
export const unknown = (what: string): SandboxFault =>
  new SandboxFault(1, `NotImplementedError: the sandbox does not know ${what}`);
