export type { QueueMemory } from './byte-queue.ts';
export { CaptureError } from './capture-error.ts';
export { CaptureReader, type CaptureReaderOptions, readCapture } from './capture-reader.ts';
export { LINK_TYPE_ETHERNET, linkTypeName } from './link-types.ts';
export { type CapturedPacket, LARGEST_PACKET, PACKET_FLAGS } from './packet.ts';
