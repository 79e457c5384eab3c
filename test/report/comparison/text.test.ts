import { describe, expect, test } from 'vitest';
import { comparisonHeadline } from '../../../src/report/comparison/headline.ts';
import { renderComparison } from '../../../src/report/comparison/text.ts';
import { PLAIN_STYLE } from '../../../src/report/style.ts';
import { CLEAN, compared, SCRIPT, sample } from './fixture.ts';

const commands = {
  compare: (differences: number) => `again ${differences}`,
  run: (release: string) => `run ${release}`,
};

/** The lines from one that starts with `from` to the next empty one. */
function section(text: string, from: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trimStart().startsWith(from));
  return lines.slice(start, lines.indexOf('', start));
}

test('the whole of it', async () => {
  const text = renderComparison(await compared(SCRIPT), { commands });
  expect(text).toMatch(/^few \(few\.yaml\), seed 1\n\n/);
  expect(section(text, 'TOTALS').map((line) => line.split(/ {2,}/).filter(Boolean))).toEqual([
    ['TOTALS'],
    ['1.9.0', '1.10.0', '1.10.1'],
    ['frames', '4', '4', '4'],
    ['delivered', '3', '2', '3'],
    ['discarded', '0', '1', '0'],
    ['unverifiable', '0', '0', '0'],
    ['not judged', '1', '1', '1'],
    ['wrong checksums', '0', '1', '0'],
    ['bytes', '242', '242', '242'],
    ['leaked', '0', '51', '0'],
    ['not zero', '0', '43', '0'],
    ['cross-recipient', '0', '23', '0'],
    ['leaking frames', '0', '1', '0'],
    ['bytes cleared', '0', '0', '8,192'],
    ['bytes copied', '242', '0', '0'],
    ['pages granted', '1', '1', '1'],
    ['blocked writes', '0', '0', '0'],
    ['failed steps', '0', '0', '0'],
  ]);
  expect(section(text, 'DIFFERENCES')).toEqual([
    'DIFFERENCES  2 of 4 frames',
    '  [5a] not what most of the releases have there; rows in which all agree are left out',
  ]);
  expect(section(text, 'Frame 2')).toEqual([
    '  Frame 2 to bob (10.0.0.11)',
    '    sent in udp 10.0.0.10:7 > 10.0.0.11:9; "nat udp alice to bob:9", line 6',
    '    1.9.0   delivered  47 bytes  nothing stale',
    '    1.10.0  discarded  47 bytes  ipv4.checksum summed over stale memory',
    '    1.10.1  delivered  47 bytes  nothing stale',
    '      0010  1.9.0   00 21 00 01 00 00 40 11 66 b7 0a 00 00 0a 0a 00  .!....@.f.......',
    '            1.10.0  00 21 00 01 00 00 40 11[e6 18]0a 00 00 0a 0a 00  .!....@.........',
    '            1.10.1  00 21 00 01 00 00 40 11 66 b7 0a 00 00 0a 0a 00  .!....@.f.......',
  ]);
  expect(section(text, 'Frame 4')).toContain(
    '    1.10.0  not judged  70 bytes  stale: bytes 19..69 (ethernet.payload)',
  );
  expect(section(text, 'Frame 4')).toContain(
    '            1.10.0 [73 73 77 6f 72 64 20 69 73 20 73 77 6f 72 64 66] ssword is swordf',
  );
  expect(section(text, 'NEXT')).toEqual([
    'NEXT',
    '  run 1.10.0',
    '      tells whose each leaked byte was, and writes a capture',
  ]);
});

describe('the headline', () => {
  test('of releases that fare differently', async () => {
    expect(comparisonHeadline(await compared(SCRIPT))).toBe(
      '2 of 4 frames are not the same under netchannel 1.9.0, 1.10.0 and 1.10.1. 1.10.0 leaked 51 bytes of earlier packets in 1 frame, and the receiver discarded 1 frame; 1.9.0 and 1.10.1 leaked nothing, and the receiver discarded none.',
    );
  });

  test('of releases that fare alike', async () => {
    expect(comparisonHeadline(await compared(CLEAN, { releases: ['1.9.0', '1.10.1'] }))).toBe(
      'Under netchannel 1.9.0 and 1.10.1 the frame is the same, byte for byte. 1.9.0 and 1.10.1 leaked nothing, and the receiver discarded none.',
    );
  });

  test('of what fails alike everywhere', async () => {
    const wrong = await compared(
      'hosts: {bob: {ip: 10.0.0.11}}\nsteps: [{nat: {from: bob, to: 10.9.9.9, ip_id: 3, icmp: {type: 8, id: 9, seq: 1, payload: odd}}}]',
      { releases: ['1.10.0', '1.10.1'] },
    );
    expect(comparisonHeadline(wrong)).toMatch(/discarded (1 frame each|none)\.$/);
  });

  test('of no frames at all', async () => {
    const none = await compared(`poll: manual\n${CLEAN}`);
    expect(comparisonHeadline(none)).toBe(
      'Under netchannel 1.9.0, 1.10.0 and 1.10.1 no frame crossed the channel.',
    );
  });
});

describe('bytes that a frontend had for itself', () => {
  const MSA02 = sample('osec-2019-02.yaml');

  test('have a row, a clause and a command', async () => {
    const result = await compared(MSA02, { releases: ['1.10.1', '1.10.2'] });
    expect(comparisonHeadline(result)).toMatch(
      /\. 1\.10\.1 leaked nothing in frames, netback got at 95 bytes that its frontend had for itself, and the receiver discarded none; 1\.10\.2 leaked nothing, and the receiver discarded none\.$/,
    );
    const text = renderComparison(result, { commands });
    expect(text).toMatch(/^ {2}own bytes got at +95 +0$/m);
    expect(text).toContain('  run 1.10.1\n      tells how netback got at what its frontend had for itself\n');
  });

  test('are told where no frame crosses, too', async () => {
    const result = await compared(`poll: manual\n${CLEAN}`, { releases: ['1.10.1', '1.10.2'] });
    const [first, ...others] = result.releases;
    if (first === undefined) expect.unreachable();
    const none = { ...result, releases: [{ ...first, ownBytes: 7 }, ...others] };
    expect(comparisonHeadline(none)).toContain(
      'no frame crossed the channel. 1.10.1 leaked nothing in frames, netback got at 7 bytes',
    );
  });

  test('are measured', async () => {
    const result = await compared(MSA02, { releases: ['1.10.1', '1.10.2'], measures: true });
    const text = renderComparison(result, { width: 200 });
    expect(text).toContain('Netback got at bytes that its frontend had for itself under 1.10.1.');
    expect(text).toMatch(/^ {2}device .* differ +own$/m);
    expect(text).toMatch(/^ {2}1\.10\.1 .* 95$/m);
    expect(text).toContain('own: bytes that its frontend had for itself and netback got at.');
  });
});

describe('bytes that a firewall passed on', () => {
  const QUBES = sample('qubes-firewall.yaml');

  test('have a row, a clause, and their place in the frame', async () => {
    const result = await compared(QUBES, { releases: ['1.10.0', '1.10.1'], differences: 20 });
    expect(comparisonHeadline(result)).toContain(
      '1.10.0 leaked 234 bytes of earlier packets in 6 frames, the firewall passed on 74 of them, and the receiver',
    );
    const text = renderComparison(result);
    expect(text).toMatch(/^ {4}leaked +234 +0\n.*\n.*\n {4}passed on +74 +0$/m);
    expect(section(text, 'Frame 8')).toContain(
      '    1.10.0  delivered  134 bytes  stale, passed on: bytes 47..120 (udp.payload)',
    );
  });
});

test('what differs nowhere needs no section, and no command', async () => {
  const text = renderComparison(await compared(CLEAN), { commands });
  expect(text).not.toContain('DIFFERENCES');
  expect(text).not.toContain('NEXT');
});

test('frames that are not shown are counted', async () => {
  const none = renderComparison(await compared(SCRIPT, { differences: 0 }), { commands });
  expect(none).toContain('  … 2 frames differ, not shown here: --differences shows more\n');
  expect(none).toContain('  again 2\n      shows every frame that differs\n  run 1.10.0\n');
  const one = renderComparison(await compared(SCRIPT, { differences: 1 }));
  expect(one).toContain('  … 1 more frame differs, not shown here');
  expect(one).not.toContain('NEXT');
});

test('a frame that did not cross under a release says so', async () => {
  const text = renderComparison(
    await compared('steps: [{raw: {size: 60, returns: 60, writes: [{at: 70, data: beyond}]}}]'),
  );
  expect(text).toContain('did not cross under 1.9.0\n');
  expect(text).toMatch(/failed steps +1 +0 +0\n/);
});

test('labels and file names cannot play with the terminal', async () => {
  const result = await compared(SCRIPT.replace('name: few', 'name: "a\\u001b[31mb"'));
  expect(renderComparison(result)).toContain('a\\u{1b}[31mb (few.yaml)');
});

test('a comparison that was stopped, and captures', async () => {
  const result = await compared(SCRIPT);
  const captures = new Map([['1.9.0', { file: 'a.pcap', packets: 1, bytes: 1000 }]]);
  const text = renderComparison({ ...result, complete: false, stepsTaken: 1 }, { captures });
  expect(text).toContain('Stopped after 1 step: this is what had been found by then.');
  expect(text).toContain('Wrote 1 frame (1,000 bytes) of 1.9.0 to a.pcap\n');
});

test('prose is wrapped, and styles take no room', async () => {
  const result = await compared(SCRIPT);
  const narrow = renderComparison(result, { width: 60 }).split('\n\n')[1]?.split('\n') ?? [];
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(60);
  const mark = (text: string): string => `\u001b[1m${text}\u001b[0m`;
  const style = { ...PLAIN_STYLE, alarm: mark, dim: mark, heading: mark, strong: mark, caution: mark };
  const painted = renderComparison(result, { style });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken away
  expect(painted.replace(/\u001b\[\dm/g, '')).toBe(renderComparison(result));
});
