/** States of a split driver's end (Xen's io/xenbus.h, enum xenbus_state). */
export const XenbusState = {
  initialising: 1,
  initWait: 2,
  initialised: 3,
  connected: 4,
  closing: 5,
  closed: 6,
} as const;

/** A key that is not there, or that holds something else than was asked for. */
export class XenStoreError extends Error {
  override readonly name = 'XenStoreError';
}

const OCAML_INTEGER = /^[-+]?(0x[\da-f][\da-f_]*|0o[0-7][0-7_]*|0b[01][01_]*|(0u)?\d[\d_]*)$/i;

/** XenStore, as far as device handshakes need it: text values under paths. */
export class XenStore {
  private readonly values = new Map<string, string>();

  write(path: string, value: string): void {
    this.values.set(path, value);
  }

  /** @throws XenStoreError if there is no such key */
  read(path: string): string {
    const value = this.values.get(path);
    if (value === undefined) throw new XenStoreError(`Cannot read "${path}": there is no such key`);
    return value;
  }

  /** @throws XenStoreError if there is no such key, or if it does not hold a whole number */
  readNumber(path: string): number {
    const value = this.read(path);
    if (!/^\d+$/.test(value)) {
      throw new XenStoreError(`Cannot read "${path}": expected a whole number, found "${value}"`);
    }
    return Number(value);
  }

  /** @returns the whole number at `path`, as OCaml's int_of_string reads it: "0x578" is one; undefined if there is none */
  readInteger(path: string): number | undefined {
    const value = this.values.get(path);
    if (value === undefined || !OCAML_INTEGER.test(value)) return undefined;
    const digits = value
      .replaceAll('_', '')
      .replace(/^\+/, '')
      .replace(/^(-?)0u/i, '$1');
    return digits.startsWith('-') ? -Number(digits.slice(1)) : Number(digits);
  }

  /** All that is there, in the order in which it came. */
  entries(): IterableIterator<[path: string, value: string]> {
    return this.values.entries();
  }

  /** Whether the feature flag at `path` is set; an absent one is not. */
  readFlag(path: string): boolean {
    return this.values.get(path) === '1';
  }
}
