export interface ReadPacket {
  seconds: number;
  fraction: number;
  originalLength: number;
  bytes: Uint8Array;
}

/** An independent reader: refuses anything but whole records. */
export function readPcap(file: Uint8Array): { nanoseconds: boolean; packets: ReadPacket[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const magic = view.getUint32(0, true);
  if (magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) throw new Error(`Unknown magic ${magic.toString(16)}`);
  const packets: ReadPacket[] = [];
  let at = 24;
  while (at < file.length) {
    const end = at + 16 + view.getUint32(at + 8, true);
    if (end > file.length) throw new Error(`Record at ${at} is cut short`);
    packets.push({
      seconds: view.getUint32(at, true),
      fraction: view.getUint32(at + 4, true),
      originalLength: view.getUint32(at + 12, true),
      bytes: Uint8Array.from(file.subarray(at + 16, end)),
    });
    at = end;
  }
  return { nanoseconds: magic === 0xa1b23c4d, packets };
}
