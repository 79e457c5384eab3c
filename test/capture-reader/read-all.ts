import { CaptureReader } from '../../src/capture-reader/capture-reader.ts';

/** A packet that stays as it is. */
export interface KeptPacket {
  number: number;
  position: number;
  dataPosition: number;
  time: string | null;
  interfaceId: number;
  linkType: number;
  originalLength: number;
  fcsLength: number;
  flags: number;
  hex: string;
}

/** Pieces of a capture, each in memory of its own. */
export function* chunksOf(capture: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < capture.length; at += size) yield capture.slice(at, at + size);
}

/** How chunks get to the reader: pushed, put where it wants them, or now this way and now that. */
export const FEEDS = ['push', 'reserve', 'both'] as const;
export type Feed = (typeof FEEDS)[number];

/** Where the reader's own memory is within LENT. */
const START = 7;
const LENGTH = 64;
const LENT = 100;

/** Reads all packets, and whatever ends them. */
export function readAll(capture: Uint8Array, chunkSize = capture.length + 1, feed: Feed = 'push') {
  const lent = new Uint8Array(LENT).fill(0xa5);
  const memory = { bytes: lent, view: new DataView(lent.buffer), start: START, length: LENGTH };
  const reader = new CaptureReader({ source: '"x.pcap"', ...(feed === 'push' ? {} : { memory }) });
  const packets: KeptPacket[] = [];
  const take = (): void => {
    while (reader.next()) {
      const { packet } = reader;
      const { bytes, view, offset, length } = packet;
      if (length > 0 && view.getUint8(offset) !== bytes[offset]) throw new Error('bytes and view differ');
      packets.push({
        number: packet.number,
        position: packet.position,
        dataPosition: packet.dataPosition,
        time: packet.hasTime ? `${packet.seconds}.${String(packet.nanoseconds).padStart(9, '0')}` : null,
        interfaceId: packet.interfaceId,
        linkType: packet.linkType,
        originalLength: packet.originalLength,
        fcsLength: packet.fcsLength,
        flags: packet.flags,
        hex: Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'),
      });
    }
  };
  let error: unknown;
  try {
    let isPushed = feed !== 'reserve';
    for (const chunk of chunksOf(capture, chunkSize)) {
      if (isPushed) reader.push(chunk);
      else fill(reader, chunk, chunkSize);
      take();
      if (feed === 'both') isPushed = !isPushed;
    }
    reader.end();
    take();
  } catch (caught) {
    error = caught;
  }
  const around = [...lent.subarray(0, START), ...lent.subarray(START + LENGTH)];
  if (!around.every((byte) => byte === 0xa5)) throw new Error('the reader wrote beside its memory');
  return { packets, error, format: reader.format, otherRecords: reader.otherRecords };
}

function fill(reader: CaptureReader, chunk: Uint8Array, wanted: number): void {
  const room = reader.reserve(wanted);
  if (room.length !== wanted) throw new Error(`${room.length} bytes are reserved instead of ${wanted}`);
  room.fill(0xa5);
  room.set(chunk);
  reader.commit(chunk.length);
}
