import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PcapngWriter } from '../../src/pcap-writer/index.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { MemorySink } from './memory-sink.ts';

const DIRECTIONS = { inbound: 'Inbound', outbound: 'Outbound' } as const;

/** A UDP datagram from 10.0.0.1 to 10.0.0.2, and a ping from fe80::1 to fe80::2. */
const IPV4 = Buffer.from(
  '00163e00000200163e00000108004500001c000000002611' + '00000a0000010a00000200010002000886d3',
  'hex',
);
const IPV6 = Buffer.from(
  '00163e00000200163e00000186dd6000000000083a40' +
    'fe800000000000000000000000000001fe8000000000000000000000000000028000000000000000',
  'hex',
);

describe('Wireshark reads', () => {
  test('packets of two interfaces, with what is said about them', async () => {
    const packet = fc.record({
      interfaceId: fc.nat(1),
      seconds: fc.nat(0xffffffff),
      nanoseconds: fc.nat(999_999_999),
      length: fc.nat(2000),
      cut: fc.nat(1000),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const),
      packetId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      // Wireshark shows several of them joined by commas, and the lines of one as comments of their own.
      comments: fc.array(fc.stringMatching(/^[ -+\--~é€😀]{1,50}$/u), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { minLength: 1, maxLength: 40 }), async (packets) => {
        const sink = new MemorySink();
        const writer = new PcapngWriter(sink, { chunkSize: 4096, application: 'test' });
        writer.addInterface({ name: 'vif1.0', description: 'the guest', snapLength: 1000 });
        writer.addInterface({ name: 'vif2.0', resolution: 'microsecond', snapLength: 500 });
        const bytes = new Uint8Array(2000).fill(0xa5);
        for (const { interfaceId, seconds, nanoseconds, length, cut, ...details } of packets) {
          writer.write(interfaceId, seconds, nanoseconds, bytes, 0, length, {
            ...details,
            originalLength: length + cut,
          });
        }
        writer.statistics(0, { received: packets.length, dropped: 0 });
        await writer.close();
        const judge = await openWithWireshark(sink.contents());
        expect(judge.packetCount).toBe(packets.length);
        expect(judge.fileType).toContain('pcapng');
        expect(
          judge.fields([
            'frame.time_epoch',
            'frame.len',
            'frame.cap_len',
            'frame.encap_type',
            'frame.interface_id',
            'frame.interface_name',
            'frame.interface_description',
            'frame.packet_flags_direction',
            'frame.packet_id',
            'frame.comment',
          ]),
        ).toEqual(
          packets.map((written) => {
            const { interfaceId, seconds, nanoseconds, length, cut } = written;
            const kept = interfaceId === 0 ? nanoseconds : nanoseconds - (nanoseconds % 1000);
            return {
              'frame.time_epoch': `${seconds}.${String(kept).padStart(9, '0')}`,
              'frame.len': String(length + cut),
              'frame.cap_len': String(Math.min(length, interfaceId === 0 ? 1000 : 500)),
              'frame.encap_type': 'Ethernet',
              'frame.interface_id': String(interfaceId),
              'frame.interface_name': interfaceId === 0 ? 'vif1.0' : 'vif2.0',
              'frame.interface_description': interfaceId === 0 ? 'the guest' : '',
              'frame.packet_flags_direction': DIRECTIONS[written.direction],
              'frame.packet_id': String(written.packetId),
              'frame.comment': written.comments.join(','),
            };
          }),
        );
        judge.close();
      }),
      { numRuns: 20 },
    );
  });

  test('everything else', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    const id = writer.addInterface({ name: 'a' });
    writer.write(id, 18_446_744_072, 999_999_999, IPV4, 0, IPV4.length, {
      reception: 'broadcast',
      dropCount: 5,
      verdict: { kind: 'xdp', code: 2 },
    });
    writer.write(id, 0, 0, IPV4, 0, IPV4.length, {
      reception: 'promiscuous',
      verdict: { kind: 'hardware', bytes: Uint8Array.of(1, 2, 3) },
    });
    writer.write(id, 0, 0, IPV4, 0, IPV4.length, { verdict: { kind: 'tc', code: 2 } });
    await writer.close();
    const judge = await openWithWireshark(sink.contents());
    const names = [
      'frame.time_epoch',
      'frame.packet_flags_reception_type',
      'frame.drop_count',
      'frame.verdict.hw',
      'frame.verdict.ebpf_tc',
      'frame.verdict.ebpf_xdp',
    ] as const;
    expect(judge.fields(names).map((fields) => names.map((name) => fields[name]))).toEqual([
      ['18446744072.999999999', 'Broadcast', '5', '', '', 'XDP_PASS'],
      ['0.000000000', 'Promiscuous', '', '01 02 03', '', ''],
      ['0.000000000', '', '', '', 'TC_ACT_SHOT', ''],
    ]);
    judge.close();
  });

  test('names', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    const id = writer.addInterface({ name: 'a', ipv4: '10.0.0.1/24', ipv6: 'fe80::1/64' });
    writer.addNames([
      { ipv4: '10.0.0.1', name: 'guest' },
      { ipv4: '10.0.0.2', name: 'alice' },
      { ipv6: 'fe80::2', name: 'alice-six' },
      { mac: '00:16:3e:00:00:02', name: 'nic-of-alice' },
    ]);
    for (const frame of [IPV4, IPV6]) writer.write(id, 0, 0, frame);
    await writer.close();
    const judge = await openWithWireshark(sink.contents(), { nameres: { network_name: 'TRUE' } });
    expect(judge.frames().map(({ source, destination }) => [source, destination])).toEqual([
      ['guest', 'alice'],
      ['fe80::1', 'alice-six'],
    ]);
    judge.close();
  });

  test('the largest comments', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    const id = writer.addInterface({ name: 'a' });
    const comments = Array.from({ length: 20 }, () => 'x'.repeat(70_000));
    writer.write(id, 1, 0, IPV4);
    writer.write(id, 2, 0, IPV4, 0, IPV4.length, { comments: [...comments, 'last'] });
    writer.write(id, 3, 0, IPV4);
    await writer.close();
    const judge = await openWithWireshark(sink.contents());
    expect(judge.matchedFrames('frame.comment == "last"')).toEqual([2]);
    expect(judge.matchedFrames('frame.comment matches "^x{65532}…$"')).toEqual([2]);
    expect(judge.packetCount).toBe(3);
    judge.close();
  });
});
