/**
 * Walks over a capture by the framing of its format alone, as the specifications have it and without any of what reads
 * captures in src: draft-ietf-opsawg-pcapng (sections 3 and 4, appendix A), draft-ietf-opsawg-pcap, RFC 1761. What it says
 * is right of every capture, however damaged: which packets come before the damage, and where the damage is.
 */

export interface WalkedPacket {
  /** Of its record or block. */
  position: number;
  /** Of its first byte. */
  start: number;
  /** How many bytes of it were captured. */
  length: number;
  originalLength: number;
}

/** A number that says how long something is. */
export interface LengthField {
  at: number;
  /** In bytes. */
  width: 2 | 4;
  littleEndian: boolean;
  /** Values that are at the edge of something there, the nearest in meaning first. */
  edges: readonly number[];
  /** Whether it says how many bytes of a packet there are. */
  isOfPacket: boolean;
}

/** A record of a packet, or a block. */
export interface Framed {
  start: number;
  end: number;
  /** Of a block of pcapng: its length stands at both ends. */
  isBlock: boolean;
  littleEndian: boolean;
}

export interface Walk {
  packets: WalkedPacket[];
  fields: LengthField[];
  framed: Framed[];
  /** Offset of the file header, record or block that is wrong; undefined for a capture that is whole. */
  refusedAt: number | undefined;
}

/** As in Wireshark. */
const LARGEST_PACKET = 0x4_0000;

const PCAP_MAGICS: ReadonlyMap<number, number> = new Map([
  // With the length of a record header.
  [0xa1b2_c3d4, 16],
  [0xa1b2_3c4d, 16],
  [0xa1b2_cd34, 24],
]);

/** @param bytes - not compressed */
export function walkCapture(bytes: Uint8Array): Walk {
  const walk: Walk = { packets: [], fields: [], framed: [], refusedAt: undefined };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  walk.refusedAt = bytes.length < 4 ? 0 : walkFormat(view, walk);
  return walk;
}

function walkFormat(view: DataView, walk: Walk): number | undefined {
  const magic = view.getUint32(0);
  if (magic === 0x0a0d_0d0a) return walkBlocks(view, walk);
  if (magic === 0x736e_6f6f) return walkSnoop(view, walk);
  for (const littleEndian of [true, false]) {
    const header = PCAP_MAGICS.get(view.getUint32(0, littleEndian));
    if (header !== undefined) return walkPcap(view, walk, header, littleEndian);
  }
  return 0;
}

function walkPcap(view: DataView, walk: Walk, header: number, little: boolean): number | undefined {
  const end = view.byteLength;
  if (end < 24) return 0;
  const minor = view.getUint16(6, little);
  if (view.getUint16(4, little) !== 2 || minor > 4) return 0;
  let at = 24;
  while (at < end) {
    if (end - at < header) return at;
    const first = view.getUint32(at + 8, little);
    const second = view.getUint32(at + 12, little);
    // Until version 2.3 some programs wrote the length on the wire first.
    const isSwapped = minor < 3 || (minor === 3 && first > second);
    const [captured, originalLength] = isSwapped ? [second, first] : [first, second];
    const left = end - at - header;
    const edges = [left, LARGEST_PACKET, captured + header];
    walk.fields.push(packetField(at + 8, little, edges), packetField(at + 12, little, edges));
    if (captured > LARGEST_PACKET || captured > left) return at;
    const next = at + header + captured;
    walk.framed.push({ start: at, end: next, isBlock: false, littleEndian: little });
    walk.packets.push({ position: at, start: at + header, length: captured, originalLength });
    at = next;
  }
  return undefined;
}

function walkSnoop(view: DataView, walk: Walk): number | undefined {
  const end = view.byteLength;
  if (end < 16) return 0;
  if (view.getUint32(4) !== 0x7000_0000 || view.getUint32(8) !== 2) return 0;
  if (![0, 2, 4, 8].includes(view.getUint32(12))) return 0;
  let at = 16;
  while (at < end) {
    if (end - at < 24) return at;
    const captured = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    walk.fields.push(
      packetField(at + 4, false, [length - 24, LARGEST_PACKET, end - at - 24]),
      field(at + 8, false, [captured + 20, captured, end - at]),
    );
    if (captured > LARGEST_PACKET || length < 24 + captured || captured > end - at - 24) return at;
    walk.packets.push({
      position: at,
      start: at + 24,
      length: captured,
      originalLength: view.getUint32(at),
    });
    // A file that ends within the padding lacks what is behind it.
    if (length > end - at) return end;
    walk.framed.push({ start: at, end: at + length, isBlock: false, littleEndian: false });
    at += length;
  }
  return undefined;
}

interface Section {
  littleEndian: boolean;
  /** Of its interfaces; 0 for no limit. */
  snapLengths: number[];
}

function walkBlocks(view: DataView, walk: Walk): number | undefined {
  const section: Section = { littleEndian: true, snapLengths: [] };
  const end = view.byteLength;
  let at = 0;
  while (at < end) {
    if (end - at < 8) return at;
    const type = view.getUint32(at, section.littleEndian);
    if (type === 0x0a0d_0d0a) {
      if (end - at < 24) return at;
      const isLittle = view.getUint32(at + 8, true) === 0x1a2b_3c4d;
      if (!isLittle && view.getUint32(at + 8) !== 0x1a2b_3c4d) return at;
      section.littleEndian = isLittle;
      section.snapLengths = [];
    }
    const little = section.littleEndian;
    const length = view.getUint32(at + 4, little);
    walk.fields.push(field(at + 4, little, [12, end - at]));
    if (length < 12 || length % 4 !== 0 || !walkBody(view, walk, section, { at, type, length })) return at;
    if (end - at < length) return at;
    walk.fields.push(field(at + length - 4, little, [12]));
    if (view.getUint32(at + length - 4, little) !== length) return at;
    walk.framed.push({ start: at, end: at + length, isBlock: true, littleEndian: little });
    at += length;
  }
  return undefined;
}

interface BlockHeader {
  at: number;
  type: number;
  length: number;
}

/** @returns whether what is in the block is in order, as far as the file has it; its packet is told then */
function walkBody(view: DataView, walk: Walk, section: Section, header: BlockHeader): boolean {
  const { at, type, length } = header;
  const { littleEndian: little, snapLengths } = section;
  const left = view.byteLength - at;
  switch (type) {
    case 0x0a0d_0d0a:
      return length >= 28 && view.getUint16(at + 12, little) === 1;
    case 1: {
      if (length < 20 || left < length) return false;
      walk.fields.push(field(at + 12, little, [1, 4]));
      snapLengths.push(view.getUint32(at + 12, little));
      return walkOptions(view, walk, little, at + 16, at + length - 4);
    }
    case 2:
    case 6: {
      if (length < 32 || left < 28) return false;
      const interfaceId = type === 2 ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
      if (interfaceId >= snapLengths.length) return false;
      const packet = {
        captured: view.getUint32(at + 20, little),
        originalLength: view.getUint32(at + 24, little),
      };
      walk.fields.push(packetField(at + 20, little, [length - 32, left - 28, LARGEST_PACKET]));
      return walkPacket(walk, { ...packet, at, before: 28, room: length - 32, left });
    }
    case 3: {
      if (length < 16 || left < 12) return false;
      const [snapLength] = snapLengths;
      if (snapLength === undefined) return false;
      const originalLength = view.getUint32(at + 8, little);
      const captured = snapLength === 0 ? originalLength : Math.min(originalLength, snapLength);
      walk.fields.push(packetField(at + 8, little, [length - 16, left - 12, snapLength, LARGEST_PACKET]));
      return walkPacket(walk, { captured, originalLength, at, before: 12, room: length - 16, left });
    }
    default:
      return true;
  }
}

interface PacketBlock {
  at: number;
  /** How many bytes of the block are before the packet, how many it has for it, and how many the file has of the block. */
  before: number;
  room: number;
  left: number;
  captured: number;
  originalLength: number;
}

function walkPacket(walk: Walk, block: PacketBlock): boolean {
  const { at, before, room, left, captured, originalLength } = block;
  if (captured > LARGEST_PACKET || captured > room || captured > left - before) return false;
  walk.packets.push({ position: at, start: at + before, length: captured, originalLength });
  return true;
}

/** 3.5: each with its code and its length, padded; the last may be left out. */
function walkOptions(view: DataView, walk: Walk, little: boolean, start: number, end: number): boolean {
  for (let at = start; end - at >= 4; ) {
    if (view.getUint16(at, little) === 0) return true;
    const length = view.getUint16(at + 2, little);
    walk.fields.push({ ...field(at + 2, little, [end - at - 4]), width: 2 });
    if (length > end - at - 4) return false;
    at += 4 + 4 * Math.ceil(length / 4);
  }
  return true;
}

function field(at: number, littleEndian: boolean, edges: readonly number[]): LengthField {
  return { at, width: 4, littleEndian, edges, isOfPacket: false };
}

function packetField(at: number, littleEndian: boolean, edges: readonly number[]): LengthField {
  return { ...field(at, littleEndian, edges), isOfPacket: true };
}
