import { ReplacingFileSink } from '../pcap-writer/replacing-file-sink.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { wholePcapngBlocks, wholePcapRecords } from '../pcap-writer/whole-records.ts';
import type { CaptureFormat } from './capture-format.ts';
import { standardOutputSink } from './standard-stream.ts';

const WHOLE = { pcap: wholePcapRecords, pcapng: wholePcapngBlocks } as const;

/**
 * Opens what a capture goes to. Where no file is yet, it grows where it is to be, and what fits on a full disk is kept;
 * one that is there stays until the new one is whole.
 *
 * @param output - a path; '-' for standard output
 * @throws PcapOutputError if it cannot be opened
 */
export function outputSink(output: string, format: CaptureFormat): Sink {
  return output === '-' ? standardOutputSink() : new ReplacingFileSink(output, { whole: WHOLE[format] });
}
