import { describe, expect, test } from 'vitest';
import type { Leak, LeakRange } from '../../src/audit/findings.ts';
import type { CommandLine } from '../../src/report/next-steps.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { renderText } from '../../src/report/text.ts';
import { EVENTFUL, FIELD_FAILURE, LEAK, UNEVENTFUL } from './fixture.ts';

const capture = { file: 'fixture.pcap', packets: 10, bytes: 12529 };
const command: CommandLine = ({ release = 'same', verbose = false, list = '' }) =>
  `again ${release}${verbose ? ' -v' : ''}${list === '' ? '' : ` --list ${list}`}`;
const report = renderText(EVENTFUL, { capture, command, verbose: true });
const brief = renderText(EVENTFUL, { capture, command });

function titlesOf(text: string): string[] {
  return text.match(/^[A-Z]+( [A-Z]+)?(?=$| {2})/gm) ?? [];
}

describe('a report of a screenful', () => {
  test('has its parts in order', () => {
    expect(titlesOf(brief)).toEqual([
      'NOTES',
      'FRAMES',
      'THE LEAK',
      'WRONG CHECKSUMS',
      'FAILED STEPS',
      'NEXT',
    ]);
    expect(brief.startsWith('fixture (fixture.yaml), netchannel 1.10.0, seed 42\n\n1 of 10 frames')).toBe(
      true,
    );
  });

  test('has wrong checksums in two lines', () => {
    expect(brief).toContain(`
WRONG CHECKSUMS  3 in 2 frames, which the receiver discarded
  2 from stale memory that was summed in: ipv4 in frame 7, icmp in frame 7
  1 of the writer itself, wrong even on clean memory: udp in frame 9
`);
  });

  test('shows the largest leak, and that alone', () => {
    const small = { ...LEAK, frame: { ...LEAK.frame, number: 4 } };
    const totals = { ...EVENTFUL.totals, leakingFrames: 2 };
    const text = renderText({ ...EVENTFUL, totals, leaks: [small, LEAK] });
    expect(text).toContain('\nLARGEST LEAK\n  Frame 7 to bob');
    expect(text.match(/last written by frame 3/g)).toHaveLength(1);
    expect(text).not.toContain('Frame 4');
  });

  test('says how to see the rest, if there is more', () => {
    expect(brief).toContain('  again same -v  # tells all that was found\n');
    expect(renderText(UNEVENTFUL, { command })).not.toContain('-v');
  });

  test('tells three failed steps and three unmet expectations', () => {
    const errors = Array.from({ length: 9 }, () => EVENTFUL.errors[0] as (typeof EVENTFUL.errors)[number]);
    const text = renderText({ ...EVENTFUL, errors, errorCount: 9 });
    expect(text.match(/Cannot send the frame/g)).toHaveLength(3);
    expect(text).toContain('… 6 more failed writes not listed one by one');
  });
});

describe('the whole report of an eventful run', () => {
  test('has its parts in order', () => {
    expect(titlesOf(report)).toEqual([
      'SUMMARY',
      'NOTES',
      'FRAMES',
      'LEAKS',
      'WRONG CHECKSUMS',
      'FAILED STEPS',
      'NEXT',
    ]);
    expect(report.endsWith('\n')).toBe(true);
  });

  test('counts', () => {
    expect(report).toMatch(/^ {2}frames +10 {2}9 tx, 1 rx$/m);
    expect(report).toMatch(/^ {2}bytes +12,345 {2}/m);
    expect(report).toMatch(/^ {4}stale +30 {2}/m);
    expect(report).toMatch(/^ {6}cross-recipient +26 {2}/m);
    expect(report).toMatch(/^ {4}blocked +2 {2}/m);
    expect(report).toMatch(/^ {4}unverifiable +1 {2}/m);
    // A count of nothing deserves no line.
    expect(renderText(UNEVENTFUL, { verbose: true })).not.toMatch(
      /^ +(discarded|stale|unverifiable|failed|not zero) /m,
    );
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
  Frame 7 to bob (10.0.0.11), delivered: 30 of 300 bytes stale, 28 not zero, 26 meant for somebody
    else
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
      '  wireshark -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE fixture.pcap\n      # shows the frames, checksums verified\n',
    );
    expect(report).toContain('  again 1.10.1  # the same with the fix\n');
  });

  test('explains exactly the marks that it uses', () => {
    expect(report).toContain(
      '  stale: [5a] or ! meant for somebody else, (5a) meant for the same recipient, -- a byte that the\n  findings do not keep\n',
    );
    expect(renderText(UNEVENTFUL, { verbose: true })).not.toContain('stale:');
  });

  test('tells equal findings once, and one of them in full', () => {
    const [tos] = LEAK.ranges as [LeakRange];
    const leaks = [2, 3, 4, 6, 7].map((number): Leak => {
      const source = { ...tos.source, number: number < 5 ? 1 : 5 };
      return {
        ...LEAK,
        frame: { ...LEAK.frame, number },
        ranges: [{ ...tos, bytes: Uint8Array.of(1), source }],
        leakedBytes: 1,
        nonZeroBytes: 1,
        crossRecipientBytes: 1,
      };
    });
    const failures = [2, 3, 4].map((number) => ({ ...FIELD_FAILURE, frame: { ...LEAK.frame, number } }));
    const totals = { ...EVENTFUL.totals, leakingFrames: 6, checksumFailures: 3 };
    const result = { ...EVENTFUL, leaks: [...leaks, LEAK], checksumFailures: failures, totals };
    const text = renderText(result, { verbose: true });
    expect(text).toContain(`
  Frames 2-4, 6, 7: 1 byte ipv4.tos, 0x01
    frames 2-4: last written by frame 1, for alice (10.0.0.10) !
    frames 6, 7: last written by frame 5, for alice (10.0.0.10) !
    for example:
    Frame 2 to bob (10.0.0.11), delivered: 1 of 300 bytes stale, 1 not zero, all of them meant for
      somebody else
`);
    expect(text).not.toContain('Frame 3 to');
    // The larger one comes first.
    expect(text.indexOf('30 of 300 bytes')).toBeLessThan(text.indexOf('Frames 2-4, 6, 7'));
    expect(text).toContain(`
  Frames 2-4: ipv4 checksum, stale memory summed, byte 15, bytes 24..25
    for example:
    Frame 2 to bob (10.0.0.11), discarded: ipv4 checksum 0x1000, expected 0x2234
`);
  });
});

describe('how much is listed', () => {
  test('nothing is hidden silently', () => {
    const short = renderText(EVENTFUL, { verbose: true, list: 1 });
    expect(short).toContain('… 2 more wrong checksums not listed one by one: --list all shows them');
    expect(short).not.toContain('Frame 9');
    const none = renderText(EVENTFUL, { verbose: true, list: 0, command });
    expect(none).toContain('… 3 wrong checksums not listed one by one');
    expect(none).toContain('… 1 leaking frame not listed one by one');
    expect(none).toContain('… 1 failed write not listed one by one');
    expect(none).toContain('again same --list all  # tells more of what was found\n');
    expect(none).not.toContain('for example');
  });

  test('what the result did not keep counts as hidden, and nobody is sent in circles', () => {
    const result = { ...EVENTFUL, leaks: [], totals: { ...EVENTFUL.totals, leakingFrames: 5000 } };
    const told = (list: number): string =>
      renderText(result, { verbose: true, list, command }).match(/5,000 leaking frames.*/)?.[0] ?? '';
    expect(told(20)).toBe('5,000 leaking frames not listed one by one: --list all shows 1,000');
    const all = '5,000 leaking frames not listed one by one: --json --list all tells 50,000';
    expect(told(1000)).toBe(all);
    expect(told(50_000)).toBe(all);
    expect(renderText(result, { verbose: true, list: 50_000, command })).not.toContain('again same');
  });

  test('a text has an end, however much was found', () => {
    const leaks = Array.from(
      { length: 3000 },
      (_, i): Leak => ({
        ...LEAK,
        frame: { ...LEAK.frame, number: i + 1 },
        ranges: LEAK.ranges.map((range) => ({ ...range, start: range.start + i, end: range.end + i })),
      }),
    );
    const totals = { ...EVENTFUL.totals, leakingFrames: 3000 };
    const text = renderText({ ...EVENTFUL, leaks, totals }, { verbose: true, list: 50_000 });
    expect(text.match(/^ {2}Frame \d+ to bob .* stale/gm)).toHaveLength(1000);
    expect(text).toContain('… 2,000 more leaking frames not listed one by one');
  });

  test('a frame in shreds does not bury the others', () => {
    const ranges = Array.from({ length: 40 }, (_, i) => ({
      ...LEAK.ranges[0],
      start: i * 40,
      end: i * 40 + 1,
    }));
    const leak = { ...LEAK, length: 1600, ranges: ranges as typeof LEAK.ranges };
    const text = renderText({ ...EVENTFUL, leaks: [leak] }, { verbose: true });
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

  test.each([false, true])('decoration adds no characters of its own: verbose %s', (verbose) => {
    const tagged = Object.fromEntries(
      Object.keys(PLAIN_STYLE).map((key) => [key, (text: string) => `\u0001${text}\u0002`]),
    ) as unknown as typeof PLAIN_STYLE;
    const text = renderText(EVENTFUL, { capture, style: tagged, verbose });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they mark where decoration is
    const bare = text.replace(/[\u0001\u0002]/g, '');
    expect(bare.replace(/ +$/gm, '')).toBe(renderText(EVENTFUL, { capture, verbose }));
    expect(text).not.toBe(bare);
  });
});
