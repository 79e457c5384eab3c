/** Capture files for Wireshark and its kin, written packet by packet without allocating. */
export { createPcapFile, createPcapStream, type PcapStreamOptions } from './create-pcap.ts';
export { PcapOutputError } from './output-error.ts';
export { PcapWriter } from './pcap.ts';
export type { PcapOptions } from './pcap-options.ts';
export type { Sink } from './sink.ts';
