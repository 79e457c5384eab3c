import { expect, test } from 'vitest';
import { renderInspection } from '../../../src/report/inspection/text.ts';
import { inspected, pcapOf, stored } from '../../inspection/inspected.ts';
import * as build from '../../wire/frame-builder.ts';

const leaking = [
  ...build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [1, 2]) }),
  ...new Array<number>(90).fill(65),
];
const udp = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [1, 2]) });

test.each([
  'checksums-everywhere.pcap',
  'epb-checksum-flags.pcapng',
  'wrong-fcs.pcapng',
  'custom-blocks.pcapng',
  'cooked-ipv4-checksum-0.pcap',
  'tso-length-20.pcap',
  'ipv6-udp-checksum-zero.pcap',
])('%s: a report fits its width, from 60 columns on', (name) => {
  const result = inspected(stored(name));
  for (const width of [60, 61, 79, 80, 100, 200]) {
    const long = renderInspection(result, { width })
      .split('\n')
      .filter((line) => line.length > width);
    expect(long).toEqual([]);
  }
});

test('rows of padding fit as well', () => {
  const rows = (width: number): string[] =>
    renderInspection(inspected(pcapOf(leaking)), { width })
      .split('\n')
      .filter((line) => line.includes('41 41'));
  expect(rows(60).map((row) => row.length)).toEqual(new Array<number>(4).fill(43));
  expect(rows(75).map((row) => row.length)).toEqual(new Array<number>(4).fill(75));
});

test('what there is none of has no line, and no column', () => {
  const text = renderInspection(inspected(pcapOf(udp)), { width: 100 });
  expect(text).toMatch(/ {4}delivered +1 {2}every checksum right/);
  expect(text).not.toMatch(/discarded|unverifiable|not judged|left to|besides|cut|padding {2}|VLAN| 0\b/);
});
