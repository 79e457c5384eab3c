/**
 * @param action what cannot be done, such as 'Cannot write a capture'
 * @param name such as 'the snap length'
 * @throws TypeError if the value is not a number, RangeError if it is out of range
 */
export function checkInteger(action: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${action}: ${name} must be a number, got ${typeof value}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${action}: ${name} must be an integer from ${min} to ${max}, got ${value}`);
  }
}

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

/**
 * The same for a number of 64 bits without sign.
 *
 * @throws TypeError if the value is neither a number nor a bigint, RangeError if it is out of range or a
 *   number that may have been rounded
 */
export function checkUint64(action: string, name: string, value: unknown): void {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 0) return;
    throw new RangeError(
      `${action}: ${name} must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, or a bigint, got ${value}`,
    );
  }
  if (typeof value !== 'bigint') {
    throw new TypeError(`${action}: ${name} must be a number or a bigint, got ${typeof value}`);
  }
  if (value < 0n || value > MAX_UINT64) {
    throw new RangeError(`${action}: ${name} must be from 0 to ${MAX_UINT64}, got ${value}`);
  }
}

/** @throws TypeError if the value is not one of the choices */
export function checkChoice(action: string, name: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === 'string' && choices.includes(value)) return;
  const allowed = choices.map((choice) => JSON.stringify(choice)).join(' or ');
  throw new TypeError(`${action}: ${name} must be ${allowed}, got ${quote(value)}`);
}

/** Bigints have no JSON, nor has undefined. */
function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
