import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Chooser } from '../script/fuzz/chooser.ts';
import * as build from './capture-builder.ts';

/** A capture of some kind. */
export interface MadeCapture {
  /** How it was made. */
  what: string;
  bytes: Uint8Array;
  /** What is compressed in them, or the same if nothing is; undefined if the compression is damaged. */
  plain: Uint8Array | undefined;
  /** Of a capture that is whole, how many packets it has; undefined if it is damaged. */
  packets: number | undefined;
}

/** Numbers that are at the edge of something. */
const EDGES = [0, 1, 3, 4, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** As in Wireshark; what reads captures is judged by it. */
const LARGEST_PACKET = 0x4_0000;

/** The magic number of the variant of pcap whose record headers are longer. */
const MODIFIED = 0xa1b2_cd34;

/** pcap, snoop, pcapng of one interface and of several. */
const FORMATS = 4;

const LINK_TYPES = [0, 1, 12, 101, 113, 228, 229, 276, 147];

let corpus: readonly Uint8Array[] | undefined;

/** @returns a chooser that is always the same for the same seed and number */
export function chooserOf(seed: number, number: number): Chooser {
  return new Chooser((seed ^ Math.imul(number + 1, 0x9e37_79b1)) >>> 0);
}

/** Makes a capture that is whole: pcap, pcapng or snoop, of either byte order, of one interface or several. */
export function wholeCapture(choose: Chooser): MadeCapture {
  const packets = Array.from({ length: choose.below(9) }, () => packet(choose));
  return captureOf(packets, choose);
}

/**
 * Makes a capture that is whole, but for one packet, which is about as long as packets can be.
 * @param turn - goes through the formats, with the longest packet that there can be and with one that is too long
 */
export function longPacketCapture(choose: Chooser, turn?: number): MadeCapture {
  const beyond = turn === undefined ? choose.below(9) - 4 : turn % 2;
  const format = turn === undefined ? choose.below(FORMATS) : (turn >>> 1) % FORMATS;
  const bytes = new Uint8Array(LARGEST_PACKET + beyond).fill(0xa5);
  const long = { bytes, seconds: 1, fraction: 0, originalLength: bytes.length };
  const made = builtOf([packet(choose), long, packet(choose)], choose, format);
  return { ...made, plain: made.bytes, packets: undefined };
}

function captureOf(packets: readonly Required<build.BuiltPacket>[], choose: Chooser): MadeCapture {
  const made = builtOf(packets, choose);
  return { ...made, plain: made.bytes };
}

function builtOf(
  packets: readonly Required<build.BuiltPacket>[],
  choose: Chooser,
  format = choose.below(FORMATS),
): Omit<MadeCapture, 'plain'> {
  const little = choose.once(2);
  switch (format) {
    case 0: {
      const magic = choose.pick([0xa1b2_c3d4, 0xa1b2_3c4d, MODIFIED]);
      const kind = {
        little,
        magic,
        extra: magic === MODIFIED ? 8 : 0,
        minor: choose.once(4) ? choose.below(5) : 4,
        linkType: choose.pick(LINK_TYPES),
        snapLength: 65_535,
      };
      return { what: 'pcap', bytes: build.pcap(packets, kind), packets: packets.length };
    }
    case 1:
      return { what: 'snoop', bytes: build.snoop(packets), packets: packets.length };
    case 2:
      return { what: 'pcapng', bytes: build.pcapng(packets, little), packets: packets.length };
    default: {
      const count = 1 + choose.below(4);
      const interfaces = Array.from({ length: count }, () =>
        build.interfaceBlock(little, {
          linkType: choose.pick(LINK_TYPES),
          resolution: choose.pick([3, 6, 9]),
        }),
      );
      const blocks = packets.map(({ bytes, seconds, originalLength }) => {
        const block = {
          bytes,
          originalLength,
          ticks: BigInt(seconds) * 1000n,
          interfaceId: choose.below(count),
        };
        if (choose.once(4)) return build.obsolete(little, block);
        // Without a snap length, such a block has all bytes of its packet.
        return choose.once(4) ? build.simple(little, bytes) : build.enhanced(little, block);
      });
      const bytes = Buffer.concat([build.section(little), ...interfaces, ...blocks]);
      return { what: `pcapng of ${count} interfaces`, bytes, packets: packets.length };
    }
  }
}

function packet(choose: Chooser): Required<build.BuiltPacket> {
  const bytes = Uint8Array.from({ length: choose.below(90) }, () => choose.below(256));
  // Some begin like IPv4 over Ethernet.
  if (choose.once(2) && bytes.length >= 24) bytes.set([8, 0, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 17], 12);
  return {
    bytes,
    seconds: choose.below(10),
    fraction: choose.below(1_000_000),
    originalLength: bytes.length + (choose.once(4) ? choose.below(100) : 0),
  };
}

/** Makes a capture that is damaged, or one of the corpus, or a whole one. */
export function mutatedCapture(choose: Chooser): MadeCapture {
  const { what, bytes } = choose.once(2) ? wholeCapture(choose) : ofCorpus(choose);
  const damaged = Uint8Array.from(bytes);
  const times = choose.below(4);
  for (let i = 0; i < times; i++) damage(damaged, choose);
  const cut = choose.once(4) ? damaged.subarray(0, choose.below(damaged.length + 1)) : damaged;
  if (!choose.once(8)) return { what: `damaged ${what}`, bytes: cut, plain: cut, packets: undefined };
  const zipped = Uint8Array.from(gzipSync(cut));
  const isDamaged = choose.once(2);
  if (isDamaged) damage(zipped, choose);
  const plain = isDamaged ? undefined : cut;
  return { what: `compressed, damaged ${what}`, bytes: zipped, plain, packets: undefined };
}

function ofCorpus(choose: Chooser): { what: string; bytes: Uint8Array } {
  corpus ??= filesIn(path.resolve('test/captures'));
  return { what: 'capture of the corpus', bytes: choose.pick(corpus) };
}

function filesIn(folder: string): Uint8Array[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => Uint8Array.from(readFileSync(path.join(folder, name))))
    .filter(({ length }) => length < 100_000);
}

/** Most often near the beginning, where the headers are. */
function damage(bytes: Uint8Array, choose: Chooser): void {
  if (bytes.length < 8) return;
  const at = Math.min(bytes.length - 4, choose.size(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (choose.below(5)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << choose.below(8));
      return;
    case 1:
      view.setUint32(at & ~3, choose.pick(EDGES), choose.once(2));
      return;
    case 2:
      view.setUint16(at & ~1, choose.pick(EDGES) & 0xffff, choose.once(2));
      return;
    case 3:
      bytes.copyWithin(at, choose.below(bytes.length), choose.below(bytes.length));
      return;
    default:
      view.setUint32(at & ~3, view.getUint32(at & ~3, true) + choose.below(9) - 4, true);
  }
}
