/**
 * A reader of pcapng that forgives nothing, by draft-ietf-opsawg-pcapng and independently of the writer: every
 * length, every byte of padding, every option and the order of the blocks. It takes what a careful writer
 * writes: one little-endian section, no obsolete or custom blocks.
 */

export interface StrictOption {
  code: number;
  value: Buffer;
}

interface Common {
  /** Offset of the block in the file. */
  offset: number;
  options: StrictOption[];
}

export type StrictBlock =
  | (Common & { type: 'section' })
  | (Common & { type: 'interface'; linkType: number; snapLength: number; resolution: number })
  | (Common & {
      type: 'packet';
      interfaceId: number;
      ticks: bigint;
      originalLength: number;
      bytes: Buffer;
    })
  | (Common & { type: 'names'; records: { type: number; address: Buffer; name: string }[] })
  | (Common & { type: 'statistics'; interfaceId: number; ticks: bigint });

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Lengths of the options: a number, 'text', or the least length of what has none of its own. */
type OptionLengths = Readonly<Record<number, number | 'text' | { least: number }>>;

const SECTION_OPTIONS: OptionLengths = { 1: 'text', 2: 'text', 3: 'text', 4: 'text' };
const INTERFACE_OPTIONS: OptionLengths = { 1: 'text', 2: 'text', 3: 'text', 4: 8, 5: 17, 6: 6, 8: 8, 9: 1 };
const PACKET_OPTIONS: OptionLengths = { 1: 'text', 2: 4, 4: 8, 5: 8, 7: { least: 1 } };
const STATISTICS_OPTIONS: OptionLengths = { 1: 'text', 2: 8, 3: 8, 4: 8, 5: 8, 6: 8, 7: 8, 8: 8 };
const ADDRESS_LENGTHS: Readonly<Record<number, number>> = { 1: 4, 2: 16, 3: 6 };

/** @throws Error that names the offset of whatever is not exactly right */
export function readStrictly(file: Uint8Array): StrictBlock[] {
  const blocks: StrictBlock[] = [];
  const interfaces: { snapLength: number }[] = [];
  let at = 0;
  while (at < file.length) {
    const cursor = new Cursor(file, at);
    const type = cursor.u32('the block type');
    const length = cursor.u32('the block length');
    if (length % 4 !== 0 || length < 12) fail(at, `block length ${length}`);
    if (at + length > file.length) fail(at, `the block of ${length} bytes is cut short`);
    const again = new Cursor(file, at + length - 4).u32('the length again');
    if (again !== length) fail(at, `lengths ${length} and ${again} differ`);
    cursor.end = at + length - 4;
    if ((blocks.length === 0) !== (type === 0x0a0d0d0a)) fail(at, `block type ${type} out of order`);
    blocks.push(readBody(type, cursor, at, interfaces));
    if (cursor.at !== cursor.end) fail(cursor.at, 'bytes behind the end of the options');
    at += length;
  }
  return blocks;
}

/** @returns the values of all options with this code */
export function optionValues(block: StrictBlock | undefined, code: number): Buffer[] {
  return (block?.options ?? []).filter((option) => option.code === code).map(({ value }) => value);
}

/** @returns the same as texts */
export function optionTexts(block: StrictBlock | undefined, code: number): string[] {
  return optionValues(block, code).map((value) => UTF8.decode(value));
}

function readBody(
  type: number,
  cursor: Cursor,
  offset: number,
  interfaces: { snapLength: number }[],
): StrictBlock {
  const known = (interfaceId: number): { snapLength: number } =>
    interfaces[interfaceId] ?? fail(offset, `interface ${interfaceId} was not described before`);
  switch (type) {
    case 0x0a0d0d0a: {
      cursor.expect('the byte-order magic', cursor.u32('magic'), 0x1a2b3c4d);
      cursor.expect('the major version', cursor.u16('version'), 1);
      cursor.expect('the minor version', cursor.u16('version'), 0);
      cursor.expect('the section length', cursor.u64('section length'), 0xffffffffffffffffn);
      return { type: 'section', offset, options: cursor.options(SECTION_OPTIONS) };
    }
    case 1: {
      const linkType = cursor.u16('the link type');
      cursor.expect('the reserved field', cursor.u16('reserved'), 0);
      const snapLength = cursor.u32('the snap length');
      const options = cursor.options(INTERFACE_OPTIONS);
      const resolution = options.find(({ code }) => code === 9)?.value[0];
      if (resolution === undefined) fail(offset, 'no if_tsresol');
      if (!options.some(({ code }) => code === 2)) fail(offset, 'no if_name');
      interfaces.push({ snapLength });
      return { type: 'interface', offset, linkType, snapLength, resolution, options };
    }
    case 6: {
      const interfaceId = cursor.u32('the interface');
      const { snapLength } = known(interfaceId);
      const ticks = cursor.ticks();
      const captured = cursor.u32('the captured length');
      const originalLength = cursor.u32('the original length');
      if (captured > originalLength || captured > snapLength) fail(offset, `captured length ${captured}`);
      const bytes = cursor.padded(captured, 'the packet');
      const options = cursor.options(PACKET_OPTIONS);
      return { type: 'packet', offset, interfaceId, ticks, originalLength, bytes, options };
    }
    case 4: {
      const records: { type: number; address: Buffer; name: string }[] = [];
      for (;;) {
        const record = cursor.u16('the record type');
        const length = cursor.u16('the record length');
        if (record === 0) {
          cursor.expect('the length of the end record', length, 0);
          break;
        }
        const size = ADDRESS_LENGTHS[record] ?? fail(offset, `record type ${record}`);
        const value = cursor.padded(length, 'a record');
        const name = UTF8.decode(value.subarray(size, -1));
        if (length < size + 2 || value.at(-1) !== 0 || name.includes('\0')) fail(offset, 'a bad name');
        records.push({ type: record, address: value.subarray(0, size), name });
      }
      return { type: 'names', offset, records, options: cursor.options({ 1: 'text' }) };
    }
    case 5: {
      const interfaceId = cursor.u32('the interface');
      known(interfaceId);
      const ticks = cursor.ticks();
      return { type: 'statistics', offset, interfaceId, ticks, options: cursor.options(STATISTICS_OPTIONS) };
    }
    default:
      return fail(offset, `block type ${type}`);
  }
}

class Cursor {
  at: number;
  end: number;
  readonly #file: Buffer;

  constructor(file: Uint8Array, at: number) {
    this.#file = Buffer.from(file.buffer, file.byteOffset, file.length);
    this.at = at;
    this.end = file.length;
  }

  u16(what: string): number {
    return this.#take(2, what).readUInt16LE();
  }

  u32(what: string): number {
    return this.#take(4, what).readUInt32LE();
  }

  u64(what: string): bigint {
    return this.#take(8, what).readBigUInt64LE();
  }

  /** The upper half comes first. */
  ticks(): bigint {
    return (BigInt(this.u32('the upper half of the time')) << 32n) | BigInt(this.u32('the lower half'));
  }

  padded(length: number, what: string): Buffer {
    const value = Buffer.from(this.#take(length, what));
    const start = this.at;
    for (const byte of this.#take(-length & 3, `the padding of ${what}`)) {
      if (byte !== 0) fail(start, `the padding of ${what} is not zero`);
    }
    return value;
  }

  options(lengths: OptionLengths): StrictOption[] {
    const options: StrictOption[] = [];
    if (this.at === this.end) return options;
    for (;;) {
      const start = this.at;
      const code = this.u16('the option code');
      const length = this.u16('the option length');
      if (code === 0) {
        if (length !== 0) fail(start, `the end of the options has the length ${length}`);
        if (options.length === 0) fail(start, 'options end that have not begun');
        return options;
      }
      const expected = lengths[code] ?? fail(start, `option ${code} is not of this block`);
      if (typeof expected === 'number' && length !== expected) fail(start, `option ${code}: ${length} bytes`);
      if (typeof expected === 'object' && length < expected.least) fail(start, `option ${code} is too short`);
      const value = this.padded(length, `option ${code}`);
      if (expected === 'text' && UTF8.decode(value).includes('\0')) fail(start, `option ${code} has a NUL`);
      if (code !== 1 && options.some((other) => other.code === code)) fail(start, `option ${code} again`);
      options.push({ code, value });
    }
  }

  expect<T>(what: string, found: T, expected: T): void {
    if (found !== expected) fail(this.at, `${what} is ${found}, not ${expected}`);
  }

  #take(length: number, what: string): Buffer {
    if (this.at + length > this.end) fail(this.at, `${what} goes beyond the end`);
    const start = this.at;
    this.at += length;
    return this.#file.subarray(start, this.at);
  }
}

function fail(offset: number, message: string): never {
  throw new Error(`At offset ${offset}: ${message}`);
}
