import { CaptureReader } from '../../src/capture-reader/capture-reader.ts';

/** A packet that stays as it is. */
export interface KeptPacket {
  number: number;
  position: number;
  time: string | null;
  interfaceId: number;
  linkType: number;
  originalLength: number;
  hex: string;
}

/** Pieces of a capture, each in memory of its own. */
export function* chunksOf(capture: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < capture.length; at += size) yield capture.slice(at, at + size);
}

/** Reads all packets, and whatever ends them. */
export function readAll(capture: Uint8Array, chunkSize = capture.length + 1) {
  const reader = new CaptureReader({ source: '"x.pcap"' });
  const packets: KeptPacket[] = [];
  const take = (): void => {
    while (reader.next()) {
      const { packet } = reader;
      const { bytes, view, offset, length } = packet;
      if (length > 0 && view.getUint8(offset) !== bytes[offset]) throw new Error('bytes and view differ');
      packets.push({
        number: packet.number,
        position: packet.position,
        time: packet.hasTime ? `${packet.seconds}.${String(packet.nanoseconds).padStart(9, '0')}` : null,
        interfaceId: packet.interfaceId,
        linkType: packet.linkType,
        originalLength: packet.originalLength,
        hex: Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'),
      });
    }
  };
  let error: unknown;
  try {
    for (const chunk of chunksOf(capture, chunkSize)) {
      reader.push(chunk);
      take();
    }
    reader.end();
    take();
  } catch (caught) {
    error = caught;
  }
  return { packets, error, format: reader.format };
}
