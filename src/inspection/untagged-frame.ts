/** Customer, service and old stacked tags (IEEE 802.1Q, 802.1ad). */
const TAG_PROTOCOLS = new Set([0x8100, 0x88a8, 0x9100]);

const ADDRESSES_LENGTH = 12;
const TAG_LENGTH = 4;

/** Takes VLAN tags out of frames, so that they can be read like any other. One serves millions of frames. */
export class UntaggedFrame {
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory as `bytes`. */
  view: DataView = new DataView(this.bytes.buffer);
  length = 0;
  /** How many bytes of tags the frame had behind its addresses. */
  tagsLength = 0;

  /** @returns whether the frame is tagged; if so, it is in `bytes` without its tags, from index 0 on */
  read(bytes: Uint8Array, view: DataView, offset: number, length: number): boolean {
    let type = offset + ADDRESSES_LENGTH;
    const last = offset + length - TAG_LENGTH - 2;
    while (type <= last && TAG_PROTOCOLS.has(view.getUint16(type))) type += TAG_LENGTH;
    this.tagsLength = type - offset - ADDRESSES_LENGTH;
    if (this.tagsLength === 0) return false;
    this.length = length - this.tagsLength;
    if (this.bytes.length < this.length) {
      this.bytes = new Uint8Array(this.length * 2);
      this.view = new DataView(this.bytes.buffer);
    }
    this.bytes.set(bytes.subarray(offset, offset + ADDRESSES_LENGTH));
    this.bytes.set(bytes.subarray(type, offset + length), ADDRESSES_LENGTH);
    return true;
  }
}
