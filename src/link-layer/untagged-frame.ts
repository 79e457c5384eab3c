import { ETHERNET_TYPE } from '../wire/ethernet.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { isVlanTag } from '../wire/protocol-numbers.ts';

const TAG_LENGTH = 4;

/** Takes VLAN tags out of frames, so that they can be read like any other. One serves millions of frames. */
export class UntaggedFrame {
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory as `bytes`. */
  view: DataView = new DataView(this.bytes.buffer);
  length = 0;
  /** How many bytes of tags the frame had behind its addresses. */
  tagsLength = 0;

  /** Has a reader read a frame without its tags. @returns whether it has some: then what was read is in `bytes` */
  readBy(reader: FrameReader, bytes: Uint8Array, view: DataView, offset: number, length: number): boolean {
    const isTagged = this.#untag(bytes, view, offset, length);
    if (isTagged) reader.read(this.bytes, this.view, 0, this.length);
    else reader.read(bytes, view, offset, length);
    return isTagged;
  }

  /** @returns whether the frame is tagged; if so, it is in `bytes` without its tags, from index 0 on */
  #untag(bytes: Uint8Array, view: DataView, offset: number, length: number): boolean {
    let type = offset + ETHERNET_TYPE;
    const last = offset + length - TAG_LENGTH - 2;
    while (type <= last && isVlanTag(view.getUint16(type))) type += TAG_LENGTH;
    this.tagsLength = type - offset - ETHERNET_TYPE;
    if (this.tagsLength === 0) return false;
    this.length = length - this.tagsLength;
    if (this.bytes.length < this.length) {
      this.bytes = new Uint8Array(this.length * 2);
      this.view = new DataView(this.bytes.buffer);
    }
    this.bytes.set(bytes.subarray(offset, offset + ETHERNET_TYPE));
    this.bytes.set(bytes.subarray(type, offset + length), ETHERNET_TYPE);
    return true;
  }
}
