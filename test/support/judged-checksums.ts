import { inspected } from '../inspection/inspected.ts';
import { openWithWireshark } from '../judge/wireshark.ts';

/** Whether each frame with csum_blank is partial to Wireshark, and to inspect; and what is wrong to either. */
export async function judgedChecksums(bytes: Uint8Array) {
  const session = await openWithWireshark(bytes, { ip: { defragment: 'FALSE' } });
  const frames = (filter: string): number[] => session.matchedFrames(filter);
  const wireshark = {
    partial: frames('udp.checksum.partial or tcp.checksum.partial'),
    wrong: frames(
      'udp.checksum.status == "Bad" or tcp.checksum.status == "Bad" or ip.checksum.status == "Bad" or icmp.checksum.status == "Bad"',
    ),
    frames: session.packetCount,
  };
  session.close();
  const found = inspected(bytes);
  const numbers = (list: readonly { frame: { number: number } }[]): number[] => [
    ...new Set(list.map(({ frame }) => frame.number)),
  ];
  return {
    wireshark,
    ours: {
      partial: numbers(found.offloadedChecksums.filter(({ cause }) => cause === 'partial')),
      wrong: numbers(found.checksumFailures),
      frames: found.totals.frames,
    },
  };
}
