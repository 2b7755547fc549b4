const ABOVE_ZERO = /^(?=.*[1-9])\d{1,12}(\.\d{1,6})?$/;

/** Whether somebody wrote a plain number above zero, with a point and without a sign: `1.5`. */
export const isAboveZero = (text: string): boolean => ABOVE_ZERO.test(text);
