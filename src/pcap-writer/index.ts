/** Capture files for Wireshark and its kin, written packet by packet without allocating. */
export type { ChunkMemory } from './chunk-buffer.ts';
export { createPcapFile, createPcapStream, type PcapStreamOptions } from './create-pcap.ts';
export { createPcapngFile, createPcapngStream, type PcapngStreamOptions } from './create-pcapng.ts';
export { FileSink, type FileSinkOptions } from './file-sink.ts';
export { PcapOutputError } from './output-error.ts';
export { PcapWriter } from './pcap.ts';
export type { PcapOptions } from './pcap-options.ts';
export { PcapngWriter } from './pcapng.ts';
export type { InterfaceOptions } from './pcapng-interface.ts';
export type { AddressName } from './pcapng-names.ts';
export type { PacketDetails, PacketVerdict } from './pcapng-packet-options.ts';
export type { PcapngOptions } from './pcapng-section.ts';
export type { CaptureTime, InterfaceStatistics } from './pcapng-statistics.ts';
export type { Sink } from './sink.ts';
export { StreamSink, type StreamSinkOptions } from './stream-sink.ts';
export type { WholeRecords } from './whole-records.ts';
