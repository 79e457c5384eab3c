import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPcapngFile, type PacketDetails } from '../../src/pcap-writer/index.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { HAS_TSHARK, TSHARK_NOTE, tshark } from '../support/tshark.ts';

const SOURCE = path.join(import.meta.dirname, '../../src/wireshark-profile');
const PLUGIN = path.join(SOURCE, 'netchannel-sim.lua');
const home = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-profile-'));
const capture = path.join(home, 'leaks.pcapng');

/** A datagram from 10.0.0.1 to 10.0.0.2 with checksums that are right, and 18 bytes behind it. */
const CLEAN = Buffer.from(
  '00163e00000200163e00000108004500001c00000000261180cf0a0000010a000002000100020008ebd8',
  'hex',
);
const LEAKING = Buffer.concat([CLEAN, Buffer.from('session=7f3a-stale')]);
const WRONG = Buffer.from(CLEAN);
WRONG[25] = 0;

const LEAK =
  'leak: 18 bytes at 42..59 from frame 2 (tcp to alice), payload+12: "session=7f3a, (and) more: \\x00"';
const CHECKSUM = 'checksum: ipv4 0x3a1f, should be 0x3a1e: 2 stale bytes summed';

const FRAMES: [Uint8Array, PacketDetails?][] = [
  [CLEAN],
  [LEAKING, { direction: 'outbound', comments: [LEAK, CHECKSUM, 'verdict: discarded'] }],
  [
    LEAKING,
    {
      comments: [
        'leak: 1 byte at 42 from device memory',
        'leak: 100 bytes at 50..149',
        'of somebody else, without a leak: 3 bytes\nin two lines',
        'verdict: accepted',
      ],
    },
  ],
  [
    LEAKING,
    { comments: ['leak: 4 bytes at 60..63 from frame 1 (udp to bob), offset 60, in ipv4.tos: 01ff'] },
  ],
  [CLEAN, { comments: ['verdict: discarded'] }],
  [WRONG],
  // As `inspect` tells it.
  [
    LEAKING,
    {
      comments: [
        'leak: 18 bytes at 42..59 from poison (red zone of Linux (SLUB), inactive), in ethernet.padding: bbbb',
      ],
    },
  ],
  [LEAKING, { comments: ['leak: 8 bytes at 42..49 from a secret (token): "session="'] }],
  [
    LEAKING,
    { comments: ['leak: 1,448 bytes at 42..1489 from frame 1 (udp to bob), payload+0: "session="…'] },
  ],
];

const profileFile = (name: string): string => readFileSync(path.join(SOURCE, 'netchannel-sim', name), 'utf8');
const linesOf = (name: string): string[] =>
  profileFile(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The fields of every frame, several of one field joined by '|'. */
function fields(...names: string[]): string[][] {
  const wanted = names.flatMap((name) => ['-e', name]);
  const separators = ['-E', 'separator=/t', '-E', 'aggregator=|'];
  const output = tshark(
    home,
    ...['-X', `lua_script:${PLUGIN}`, '-C', 'netchannel-sim', '--color', '-r', capture],
    ...['-T', 'fields', ...separators, ...wanted],
  );
  // With --color each line is wrapped in escapes.
  return stripVTControlCharacters(output)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

beforeAll(async () => {
  const profiles = path.join(home, '.config/wireshark/profiles');
  mkdirSync(profiles, { recursive: true });
  cpSync(path.join(SOURCE, 'netchannel-sim'), path.join(profiles, 'netchannel-sim'), { recursive: true });
  const writer = createPcapngFile(capture);
  writer.addNames([{ ipv4: '10.0.0.2', name: 'alice' }]);
  const id = writer.addInterface({ name: 'vif1.0' });
  for (const [i, [bytes, details]] of FRAMES.entries()) {
    writer.write(id, i, 0, bytes, 0, bytes.length, details);
  }
  await writer.close();
});

afterAll(() => rmSync(home, { recursive: true }));

describe('the profile', () => {
  test('has filters that Wireshark takes, and that find what they say', async () => {
    const judge = await openWithWireshark(readFileSync(capture));
    const buttons = linesOf('dfilter_buttons').map((line) => {
      const [, label, filter] = /^"TRUE","([^"]+)","([^"]+)","[^"]+"$/.exec(line) ?? [];
      return [label, judge.matchedFrames((filter ?? line).replaceAll('\\x22', '"'))];
    });
    expect(Object.fromEntries(buttons)).toEqual({
      Leaks: [2, 3, 4, 7, 8, 9],
      Discarded: [2, 5],
      'Wrong checksum': [2, 6],
      Sent: [2],
    });
    const rules = linesOf('colorfilters').map((line) => {
      const colour = String.raw`\[\d{1,5},\d{1,5},\d{1,5}\]`;
      const [, name, filter] = new RegExp(`^@([^@]+)@([^@]+)@${colour}${colour}$`).exec(line) ?? [];
      return [name, judge.matchedFrames(filter ?? line)];
    });
    expect(Object.fromEntries(rules)).toMatchObject({
      'netchannel-sim: discarded and leaking': [2],
      'netchannel-sim: leak': [2, 3, 4, 7, 8, 9],
      'netchannel-sim: discarded': [2, 5],
      'netchannel-sim: wrong checksum': [6],
    });
    judge.close();
  });

  test('turns on what is off by default', () => {
    for (const protocol of ['ip', 'tcp', 'udp']) {
      expect(profileFile('preferences')).toContain(`\n${protocol}.check_checksum: TRUE\n`);
    }
  });

  test('README names what is there', () => {
    expect(readdirSync(SOURCE).sort()).toEqual(['README.md', 'netchannel-sim', 'netchannel-sim.lua']);
    const readme = readFileSync(path.join(SOURCE, 'README.md'), 'utf8');
    const lua = readFileSync(PLUGIN, 'utf8');
    const defined = [...lua.matchAll(/ProtoField\.\w+\("([^"]+)"/g)].map(([, name]) => name);
    expect([...readme.matchAll(/^\| `(netchannel\.[^`]+)`/gm)].map(([, name]) => name).sort()).toEqual(
      defined.sort(),
    );
    const columnsIn = (name: string): string[] =>
      [...profileFile(name).matchAll(/"?(%[a-zA-Z]+(?::[\w.]+)?)(?::0:R)?"?(?:,\n| ?\n|, -?\d+)/g)].map(
        ([, id = '']) => id,
      );
    for (const column of columnsIn('preferences')) {
      if (column.startsWith('%Cus:')) expect(defined).toContain(column.slice(5));
    }
    // Widths of columns that are not there would be ignored without a word.
    expect(columnsIn('recent')).toEqual(columnsIn('preferences'));
    expect(columnsIn('preferences')).toHaveLength(11);
  });
});

describe(`in tshark${TSHARK_NOTE}`, () => {
  test.skipIf(!HAS_TSHARK)(`comments become fields${TSHARK_NOTE}`, () => {
    expect(
      fields(
        'frame.number',
        'netchannel.leaked',
        'netchannel.source',
        'netchannel.quote',
        'netchannel.checksum',
        'netchannel.verdict',
      ).map((line) => line.join(' - ')),
    ).toEqual([
      '1 -  -  -  -  - ',
      `2 - 18 - frame 2 (tcp to alice) - "session=7f3a, (and) more: \\x00" - ${CHECKSUM.slice(10)} - discarded`,
      '3 - 101 - device memory -  -  - accepted',
      '4 - 4 - frame 1 (udp to bob) - 01ff in ipv4.tos -  - ',
      '5 -  -  -  -  - discarded',
      '6 -  -  -  -  - ',
      '7 - 18 - poison (red zone of Linux (SLUB), inactive) - bbbb in ethernet.padding -  - ',
      '8 - 8 - a secret (token) - "session=" -  - ',
      '9 - 1448 - frame 1 (udp to bob) - "session="… -  - ',
    ]);
  });

  test.skipIf(!HAS_TSHARK)(`leaked bytes, and no others, are marked${TSHARK_NOTE}`, () => {
    const pdml = tshark(home, '-X', `lua_script:${PLUGIN}`, '-r', capture, '-T', 'pdml');
    const places = (field: string): string[] =>
      [...pdml.matchAll(new RegExp(`<field name="${field}"[^>]*? size="(\\d+)" pos="(\\d+)"`, 'g'))].map(
        ([, size, at]) => `${size} at ${at}`,
      );
    const values = pdml.matchAll(/name="netchannel\.leak\.bytes"[^>]* value="([0-9a-f]*)"/g);
    expect([...values].map(([, hex]) => Buffer.from(hex ?? '', 'hex').toString())).toEqual([
      'session=7f3a-stale',
      's',
      '7f3a-stale',
      'session=7f3a-stale',
      'session=',
      'session=7f3a-stale',
    ]);
    const told = ['18 at 42', '8 at 42', '18 at 42'];
    expect(places('netchannel\\.leak\\.bytes')).toEqual(['18 at 42', '1 at 42', '10 at 50', ...told]);
    expect(places('netchannel\\.leak')).toEqual(['18 at 42', '1 at 42', '10 at 50', '0 at 0', ...told]);
  });

  test.skipIf(!HAS_TSHARK)(
    `the bytes stand beside the protocols, the leaked ones in brackets${TSHARK_NOTE}`,
    () => {
      const tree = tshark(home, '-X', `lua_script:${PLUGIN}`, '-r', capture, '-V');
      expect(tree).toContain(`
0020  00 02 00 01 00 02 00 08 eb d8[73 65 73 73 69 6f]  ..........sessio
0030 [6e 3d 37 66 33 61 2d 73 74 61 6c 65]              n=7f3a-stale
`);
      expect(tree).toContain('\nnetchannel-sim: 18 [stale] bytes from frame 2 (tcp to alice); discarded\n');
      // Two ranges: one byte, and all that is left of the frame.
      expect(tree).toContain('\n0020  00 02 00 01 00 02 00 08 eb d8[73]65 73 73 69 6f   ..........sessio\n');
      expect(tree).toContain('\n0030  6e 3d[37 66 33 61 2d 73 74 61 6c 65]              n=7f3a-stale\n');
    },
  );

  test.skipIf(!HAS_TSHARK)(`the profile has its columns and colours${TSHARK_NOTE}`, () => {
    const list = tshark(home, '-X', `lua_script:${PLUGIN}`, '-C', 'netchannel-sim', '-r', capture);
    expect(list).toMatch(/→ alice +UDP discarded 18 "session=.*" frame 2 \(tcp to alice\) 60 /);
    expect(fields('frame.coloring_rule.name').map(([name]) => name)).toEqual([
      'UDP',
      'netchannel-sim: discarded and leaking',
      'netchannel-sim: leak',
      'netchannel-sim: leak',
      'netchannel-sim: discarded',
      'netchannel-sim: wrong checksum',
      ...Array.from({ length: 3 }, () => 'netchannel-sim: leak'),
    ]);
  });

  test.skipIf(!HAS_TSHARK)(`its buttons are taken${TSHARK_NOTE}`, () => {
    for (const line of linesOf('dfilter_buttons')) {
      tshark(home, '-o', `uat:dfilter_buttons:${line}`, '-r', capture, '-c', '1');
    }
  });

  test.skipIf(!HAS_TSHARK)(`findings are expert information${TSHARK_NOTE}`, () => {
    const experts = tshark(home, '-X', `lua_script:${PLUGIN}`, '-r', capture, '-q', '-z', 'expert');
    expect(experts).toContain(`Security         NETCHANNEL  ${LEAK}`);
    expect(experts).toContain(`Checksum         NETCHANNEL  ${CHECKSUM}`);
  });

  test.skipIf(!HAS_TSHARK)(`without the plugin everything else works${TSHARK_NOTE}`, () => {
    const list = tshark(home, '-C', 'netchannel-sim', '-r', capture);
    expect(list.trimEnd().split('\n')).toHaveLength(FRAMES.length);
  });
});
