import type { CaptureSubject } from '../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../capture-writer/pcapng-capture.ts';
import { PcapWriter } from '../pcap-writer/pcap.ts';
import { PcapngWriter } from '../pcap-writer/pcapng.ts';
import type { Capture } from '../simulation/capture/capture.ts';
import type { MemorySink } from './memory-sink.ts';

/** How a capture is to be written. */
export interface MemoryCaptureOptions {
  format: 'pcap' | 'pcapng';
  subject: CaptureSubject;
  /** Whether times of pcap are in nanoseconds. */
  hasNanoseconds: boolean;
  /** That pcapng names. */
  application: string;
}

/** @returns a capture that the command would write, byte for byte */
export function memoryCapture(
  sink: MemorySink,
  { format, subject, hasNanoseconds, application }: MemoryCaptureOptions,
): Capture & { close(): Promise<void> } {
  if (format === 'pcap') return pcapCapture(sink, hasNanoseconds);
  return new PcapngCapture(new PcapngWriter(sink, sectionOf(subject, application)), subject, {
    file: 'page.pcapng',
  });
}

function pcapCapture(sink: MemorySink, isFine: boolean): Capture & { close(): Promise<void> } {
  const pcap = new PcapWriter(sink, { resolution: isFine ? 'nanosecond' : 'microsecond' });
  return {
    write: (seconds, nanoseconds, bytes, offset, length) =>
      pcap.write(seconds, isFine ? nanoseconds : Math.floor(nanoseconds / 1000), bytes, offset, length),
    drain: () => pcap.drain(),
    close: () => pcap.close(),
  };
}
