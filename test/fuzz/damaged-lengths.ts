import { longPacketCapture, type MadeCapture, wholeCapture } from '../capture-reader/mutated-capture.ts';
import type { Chooser } from '../script/fuzz/chooser.ts';
import { type Framed, type LengthField, walkCapture } from './capture-walk.ts';

/** Lengths at which something ends or overflows, whatever they are lengths of. */
const EDGES = [
  0, 1, 4, 8, 12, 16, 20, 24, 28, 32, 0x4_0000, 0x10_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
];

/** Makes a capture some of whose lengths are damaged, or one of whose packets is about as long as packets can be. */
export function lengthDamagedCapture(choose: Chooser): MadeCapture {
  if (choose.once(12)) return longPacketCapture(choose);
  const whole = wholeCapture(choose);
  const { what, bytes } = damageLengths(whole.bytes, choose);
  return { what: `${whole.what}, ${what}`, bytes, plain: bytes, packets: undefined };
}

/**
 * Damages lengths of a capture: alone, so that they contradict what is there, or along with what is there, so that the
 * place alone is in order.
 *
 * @returns the damaged capture, and what was done to it
 */
function damageLengths(whole: Uint8Array, choose: Chooser): { what: string; bytes: Uint8Array } {
  let bytes = Uint8Array.from(whole);
  const done: string[] = [];
  for (let times = 1 + choose.below(2); times > 0; times--) {
    const { fields, framed } = walkCapture(bytes);
    if (fields.length === 0) break;
    if (framed.length > 0 && choose.once(2)) {
      const what = choose.pick(framed);
      const size = resized(what, choose);
      done.push(`${what.end - what.start} bytes at ${what.start} made ${size}`);
      bytes = resize(bytes, what, size, choose.once(2));
    } else {
      const ofPackets = fields.filter(({ isOfPacket }) => isOfPacket);
      const what = choose.pick(ofPackets.length > 0 && choose.once(2) ? ofPackets : fields);
      const value = valueFor(bytes, what, choose);
      done.push(`${value} at ${what.at}`);
      setField(bytes, what, value);
    }
  }
  return { what: done.join(', '), bytes };
}

function valueFor(bytes: Uint8Array, field: LengthField, choose: Chooser): number {
  const near = choose.below(9) - 4;
  switch (choose.below(6)) {
    case 0:
      return choose.pick(EDGES);
    case 1:
      return getField(bytes, field) + near;
    case 2:
      return choose.pick(field.edges) + near;
    default:
      // The edge that is nearest in meaning comes first; what is just beyond it is to be refused.
      return (field.edges[0] ?? 0) + choose.below(6) - 1;
  }
}

function resized({ start, end }: Framed, choose: Chooser): number {
  const length = choose.once(2) ? 4 * choose.below(10) : end - start + choose.below(9) - 4;
  return Math.max(0, length);
}

/** Makes a block or record longer or shorter; the lengths of a block then agree with that, where there is room for them. */
function resize(bytes: Uint8Array, framed: Framed, size: number, isFilled: boolean): Uint8Array<ArrayBuffer> {
  const { start, end, isBlock, littleEndian } = framed;
  // Of a block, the last 4 bytes are its trailer.
  const kept = bytes.subarray(start, Math.min(start + size, isBlock ? end - 4 : end));
  const made = new Uint8Array(start + size + bytes.length - end).fill(
    isFilled ? 0xff : 0,
    start,
    start + size,
  );
  made.set(bytes.subarray(0, start));
  made.set(kept, start);
  made.set(bytes.subarray(end), start + size);
  if (isBlock && size >= 8) {
    setField(made, { at: start + size - 4, width: 4, littleEndian }, size);
    setField(made, { at: start + 4, width: 4, littleEndian }, size);
  }
  return made;
}

function getField(bytes: Uint8Array, { at, width, littleEndian }: Place): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return width === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
}

function setField(bytes: Uint8Array, { at, width, littleEndian }: Place, value: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width === 2) view.setUint16(at, value, littleEndian);
  else view.setUint32(at, value, littleEndian);
}

type Place = Pick<LengthField, 'at' | 'width' | 'littleEndian'>;
