import { describe, expect, test } from 'vitest';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { renderText } from '../../src/report/text.ts';
import { EVENTFUL, LEAK, UNEVENTFUL } from './fixture.ts';

const capture = { file: 'fixture.pcap', packets: 10, bytes: 12529 };
const report = renderText(EVENTFUL, { capture, command: ({ release = 'same' }) => `again ${release}` });

describe('the report of an eventful run', () => {
  test('has its parts in order', () => {
    const titles = report.match(/^[A-Z]+( [A-Z]+)?(?=$| {2})/gm);
    expect(titles).toEqual([
      'SUMMARY',
      'NOTES',
      'LEGEND',
      'WRONG CHECKSUMS',
      'LEAKS',
      'FAILED STEPS',
      'NEXT',
    ]);
    expect(
      report.startsWith('fixture (fixture.yaml), netchannel 1.10.0, seed 42\n\nnetchannel 1.10.0 hands'),
    ).toBe(true);
    expect(report.endsWith('\n')).toBe(true);
  });

  test('counts', () => {
    expect(report).toMatch(/^ {2}frames +10 {2}9 tx, 1 rx$/m);
    expect(report).toMatch(/^ {2}bytes +12,345 {2}/m);
    expect(report).toMatch(/^ {4}stale +30 {2}/m);
    expect(report).toMatch(/^ {6}cross-recipient +26 {2}/m);
    expect(report).toMatch(/^ {4}blocked +2 {2}/m);
  });

  test('blames the checksum field that held something', () => {
    expect(report).toContain(`\
  Frame 7 to bob (10.0.0.11), discarded: ipv4 checksum 0x1000, expected 0x2234
    sent in      icmp 10.0.0.1 > 10.0.0.11 echo request; "ping bob", line 14
    cause        stale memory summed: the ipv4 checksum field itself, bytes 24..25, held 0x1234
    last written by frame 3, 4 frames earlier, for alice (10.0.0.10)
                 udp 10.0.0.1:1000 > 10.0.0.10:2000; "the secret", line 12
                   bytes 24..25 (the field); there at offset 24
    no harm done by byte 15: stale and summed, but also sent
`);
  });

  test('blames memory past the end of the frame', () => {
    expect(report).toContain(`\
    cause        stale memory summed: the sum is 0x0010 too high
    last written by a write that never became a frame, for bob (10.0.0.11)
                 tcp 10.0.0.1:80 > 10.0.0.11:4000; "too big", step 3
                   bytes 300..399 (past the end of the frame); there at offset 200
`);
  });

  test('does not blame memory for what the writer got wrong', () => {
    expect(report).toContain(`\
  Frame 9 to unikernel (10.0.0.1), discarded: udp checksum 0x0001, expected 0xabcd
    received in  udp 10.0.0.11:1 > 10.0.0.1:2; "bob calls", line 10
    cause        the writer itself: wrong even on clean memory
`);
  });

  test('tells a leak: where it left, where it was written, which bytes', () => {
    expect(report).toContain(
      `\
  Frame 7 to bob (10.0.0.11), delivered: 30 of 300 bytes stale, 28 not zero, 26 meant for another address
    sent in      icmp 10.0.0.1 > 10.0.0.11 echo request; "ping bob", line 14
    last written by frame 3, 4 frames earlier, for alice (10.0.0.10) !
                 udp 10.0.0.1:1000 > 10.0.0.10:2000; "the secret", line 12
                   byte 15 (ipv4.tos); there at offset 15; summed into the ipv4 checksum
                   bytes 50..74 (icmp.payload); there at offset 60; summed into the icmp checksum
    last written by a write that never became a frame, for bob (10.0.0.11)
                 tcp 10.0.0.1:80 > 10.0.0.11:4000; "too big", step 3
                   bytes 200..203 (icmp.payload); there at offset 200
      0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[5a] ...............Z
`.trimEnd(),
    );
  });

  test('groups leaks by recipients and field', () => {
    expect(report).toMatch(/^ {2}! {2}alice +bob +icmp\.payload +1 +25 +25 +7$/m);
    expect(report).toMatch(/^ {5}bob +bob +icmp\.payload +1 +4 +2 +7$/m);
  });

  test('names failed steps, the file and what to do next', () => {
    expect(report).toContain('  "too big", step 3: Cannot send the frame: its length 9 exceeds');
    expect(report).toContain('Wrote 10 frames (12,529 bytes) to fixture.pcap\n');
    expect(report).toContain(
      '  wireshark -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE fixture.pcap\n',
    );
    expect(report).toContain('  again 1.10.1\n');
  });

  test('explains exactly the symbols that it uses', () => {
    expect(report).toMatch(/^ {2}! +cross-recipient/m);
    expect(report).toMatch(/^ {2}\[5a\] +stale/m);
    expect(report).toMatch(/^ {2}-- +a byte/m);
    expect(renderText(UNEVENTFUL)).not.toContain('LEGEND');
  });
});

describe('how much is listed', () => {
  test('nothing is hidden silently', () => {
    const short = renderText(EVENTFUL, { list: 1 });
    expect(short).toContain('… 2 more wrong checksums not listed one by one: --list all shows them');
    expect(short).not.toContain('Frame 9');
    const none = renderText(EVENTFUL, { list: 0, command: ({ list = '' }) => `again --list ${list}` });
    expect(none).toContain('… 3 wrong checksums not listed one by one');
    expect(none).toContain('… 1 leaking frame not listed one by one');
    expect(none).toContain('… 1 failed write not listed one by one');
    expect(none).toContain('again --list all\n');
    expect(none).not.toContain('[5a]');
  });

  test('what the result did not keep counts as hidden', () => {
    const result = { ...EVENTFUL, leaks: [], totals: { ...EVENTFUL.totals, leakingFrames: 5000 } };
    expect(renderText(result)).toContain('… 5,000 leaking frames not listed one by one');
  });

  test('a frame in shreds does not bury the others', () => {
    const ranges = Array.from({ length: 40 }, (_, i) => ({
      ...LEAK.ranges[0],
      start: i * 40,
      end: i * 40 + 1,
    }));
    const leak = { ...LEAK, length: 1600, ranges: ranges as typeof LEAK.ranges };
    const text = renderText({ ...EVENTFUL, leaks: [leak] });
    expect(text).toContain('… and 28 more ranges');
    expect(text).toContain('… 28 more rows with stale bytes');
  });
});

describe('the report of other runs', () => {
  test('without findings has only counts', () => {
    const text = renderText(UNEVENTFUL, { capture: { ...capture, file: null } });
    expect(text).not.toMatch(/LEAKS|CHECKSUMS|FAILED|NEXT/);
    expect(text).toContain('Wrote 10 frames (12,529 bytes) to standard output\n');
  });

  test('a run that was stopped says so', () => {
    expect(renderText({ ...EVENTFUL, complete: false })).toContain('Stopped after 12 steps');
    expect(report).not.toContain('Stopped');
  });

  test('a label cannot take over the terminal', () => {
    const steps = EVENTFUL.steps.map((step) => ({ ...step, label: '\u001b[2J\u202eevil\n' }));
    const script = { ...EVENTFUL.script, name: '\u001b]0;owned\u0007' };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(renderText({ ...EVENTFUL, steps, script })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('decoration adds no characters of its own', () => {
    const tagged = Object.fromEntries(
      Object.keys(PLAIN_STYLE).map((key) => [key, (text: string) => `\u0001${text}\u0002`]),
    ) as unknown as typeof PLAIN_STYLE;
    const text = renderText(EVENTFUL, { capture, style: tagged });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they mark where decoration is
    const bare = text.replace(/[\u0001\u0002]/g, '');
    expect(bare.replace(/ +$/gm, '')).toBe(renderText(EVENTFUL, { capture }));
    expect(text).not.toBe(bare);
  });

  test('prose keeps to the width', () => {
    const lines = renderText(EVENTFUL, { width: 60 }).split('\n');
    const prose = lines.slice(2, lines.indexOf('SUMMARY'));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
