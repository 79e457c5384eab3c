/** A pcap file of Ethernet frames, one second apart; independent of the writer that the package exports. */
export function captureOf(frames: readonly Uint8Array[]): Uint8Array {
  const size = frames.reduce((total, frame) => total + 16 + frame.length, 24);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  // Magic number, version 2.4, no time zone, snapshot length, link type Ethernet.
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 0x40000);
  view.setUint32(20, 1);
  let at = 24;
  for (const [i, frame] of frames.entries()) {
    view.setUint32(at, i);
    view.setUint32(at + 8, frame.length);
    view.setUint32(at + 12, frame.length);
    bytes.set(frame, at + 16);
    at += 16 + frame.length;
  }
  return bytes;
}
