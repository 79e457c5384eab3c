import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { recordRun } from '../../src/recording/record-run.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { columnsOfLine, plainText } from '../../src/story/ink.ts';
import { poolCells } from '../../src/story/pool-cells.ts';
import { partsOf, screenLines } from '../../src/story/screen.ts';
import type { Story } from '../../src/story/story.ts';
import { isLeaking, nextFinding, sameScene, tellStory } from '../../src/story/tell-story.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const FILES = readdirSync(SAMPLES).filter((file) => file.endsWith('.yaml'));

async function storyOf(file: string, release: Release = '1.10.0'): Promise<Story> {
  const script = loadScript(readFileSync(path.join(SAMPLES, file), 'utf8'), file);
  return tellStory(await recordRun(script, { release }));
}

async function told(yaml: string, release: Release = '1.10.0'): Promise<Story> {
  return tellStory(await recordRun(loadScript(yaml, 'x.yaml'), { release }));
}

const screenText = (story: Story, index: number, width = 80, height = 24): string =>
  screenLines(story, index, { width, height }).map(plainText).join('\n');

const osec = storyOf('osec-2019-01.yaml');
const talk = storyOf('talk.yaml');

describe('a story', () => {
  test.each(FILES)('%s has every frame once, in order, and the notes where they stand', async (file) => {
    const { scenes, result } = await storyOf(file);
    const frames = scenes.flatMap((scene) => (scene.kind === 'frame' ? [scene.frame.number] : []));
    expect(frames).toEqual(result.frames.map(({ number }) => number));
    const notes = scenes.flatMap((scene) => (scene.kind === 'note' ? [scene.text] : []));
    expect(notes).toEqual(result.notes.map(({ text }) => text));
    // What crossed behind each note is what is told behind it.
    let index = -1;
    const behind = result.notes.map(() => 0);
    for (const scene of scenes) {
      if (scene.kind === 'note') index++;
      else if (scene.kind === 'frame' && index >= 0) behind[index] = (behind[index] ?? 0) + 1;
    }
    expect(behind).toEqual(result.notes.map((note) => note.frames));
  });

  test.each(FILES)('%s has every hostile act once, and behind it what crossed then', async (file) => {
    const { scenes, result } = await storyOf(file);
    const acts = scenes.flatMap((scene) => (scene.kind === 'act' ? [scene.entry] : []));
    expect(acts).toEqual(result.hostile?.acts ?? []);
    let index = -1;
    const behind = acts.map(() => 0);
    for (const scene of scenes) {
      if (scene.kind === 'act') index++;
      else if (scene.kind === 'frame' && index >= 0) behind[index] = (behind[index] ?? 0) + 1;
    }
    expect(behind).toEqual(acts.map(({ frames }) => frames));
  });

  test('goes from leak to leak', async () => {
    const story = await osec;
    const leaks = story.scenes.flatMap((_, i) => (isLeaking(story, i) ? [i] : []));
    expect(leaks).toHaveLength(10);
    let at = 0;
    for (const leak of leaks) {
      const next = nextFinding(story, at);
      expect(next).toBe(leak);
      at = next ?? 0;
    }
    expect(nextFinding(story, at)).toBeUndefined();
    expect(nextFinding(story, leaks[1] ?? 0, -1)).toBe(leaks[0]);
  });

  test.each(COMPARED_RELEASES)('stays at its place under %s', async (release) => {
    const [story, other] = [await talk, await storyOf('talk.yaml', release)];
    story.scenes.forEach((scene, i) => {
      const same = other.scenes[sameScene(story, i, other)];
      expect(same?.kind).toBe(scene.kind);
      if (scene.kind === 'frame' && same?.kind === 'frame')
        expect(same.frame.number).toBe(scene.frame.number);
      if (scene.kind === 'note' && same?.kind === 'note') expect(same.text).toBe(scene.text);
    });
  });
});

describe('a scene', () => {
  test('tells the packet, its block, its bytes, whose they are, and what becomes of it', async () => {
    const story = await osec;
    const text = screenText(story, 11);
    expect(text).toContain('unikernel → bob, ethernet, 134 bytes: "a record of 120 bytes for bob"');
    expect(text).toContain('taken as it is; in it were 204 bytes for everybody, 138 bytes for');
    expect(text).toContain('[63 65 3a 20 74 6f 6b 65 6e 3d<39 62 31 64 2d 66> ce: token=9b1d-f');
    expect(text).toContain('22 bytes of the secret session-token');
    expect(text).toContain('not all of it can be judged');
    expect(text).toMatch(/^ pool \[b\] ·$/m);
    expect(screenText(story, 6)).toContain('(the checksum itself) held bytes of frame 5');
  });

  test('says what the release does with the block', async () => {
    const under = async (release: Release): Promise<string> =>
      screenText(await storyOf('osec-2019-01.yaml', release), 11);
    expect(await under('1.10.1')).toContain('0, zeroed before it is filled; in it were');
    expect(await under('1.9.0')).toContain('0, into which the finished packet is copied');
    for (const release of ['1.9.0', '1.10.1'] as const) expect(await under(release)).not.toContain('Stale');
  });

  test('shows the rows around the first stale byte of a long frame', async () => {
    const story = await told(`
hosts: { a: { ip: 10.0.0.10 }, b: { ip: 10.0.0.11 } }
steps:
  - raw: { to: a, size: 1514, writes: [{ at: 14, data: { pattern: "abc ", size: 1500 } }] }
  - raw: { to: b, size: 1514, writes: [{ at: 14, data: { size: 1000 } }] }
`);
    const text = screenText(story, 2);
    expect(text).toMatch(/… 992 bytes before/);
    expect(text).toMatch(/ 03f0 .*\[/);
    expect(text).toMatch(/… \d+ bytes more/);
  });
});

describe('guests behind a firewall', () => {
  const qubes = storyOf('qubes-firewall.yaml');
  const framed = async (number: number, story = qubes): Promise<string> => {
    const { scenes } = await story;
    const at = scenes.findIndex((scene) => scene.kind === 'frame' && scene.frame.number === number);
    return screenText(await story, at, 100, 40).replace(/\n {10}/g, ' ');
  };

  test('the opening names the channels', async () => {
    expect(screenText(await qubes, 0)).toContain('5 channels, with the unikernel as a firewall between them');
  });

  test('a leak goes from one client through the firewall to the other', async () => {
    const leaking = await framed(7);
    expect(leaking).toContain(' Channel  work, from the guest to the firewall');
    expect(leaking).toContain(
      'still from frame 3 on work, which was for mail, with 27 bytes of the secret token !',
    );
    expect(leaking).toContain('Receiver the firewall takes it: every checksum is right, and nobody notices');
    expect(leaking).toContain(
      'Firewall makes frame 8 of it, on personal, to personal, and passes all of the stale bytes on',
    );
    expect(leaking).toMatch(/^ pool of work \[p\]/m);
    const passing = await framed(8);
    expect(passing).toContain(
      'Channel  personal, from the firewall to the guest, which made it of frame 7 on work',
    );
    expect(passing).toContain('token: token=9b1');
    expect(passing).toContain('3d<39 62 31>');
    expect(passing).toContain(
      'as they leaked in frame 7, from frame 3 on work, which was for mail, with 27 bytes',
    );
    expect(passing).toContain('Receiver personal takes it: every checksum is right, and nobody notices');
  });

  test('what the firewall drops, answers and passes on clean is told', async () => {
    expect(await framed(9)).toContain('Firewall drops it, because no rule accepts it');
    expect(await framed(1)).toContain('Firewall answers with frame 2, on personal');
    expect(await framed(2)).toContain('which answers frame 1 on personal with it');
    expect(await framed(3)).toContain('Firewall makes frame 4 of it, on uplink, to mail');
    const fixed = await framed(7, storyOf('qubes-firewall.yaml', '1.10.1'));
    expect(fixed).not.toContain('stale');
    expect(fixed).toContain('Firewall makes frame 8 of it, on personal, to personal');
  });

  test('from leak to leak, what is passed on is one as well', async () => {
    const story = await qubes;
    const leaks = story.scenes.flatMap((scene, i) =>
      isLeaking(story, i) && scene.kind === 'frame' ? [scene.frame.number] : [],
    );
    expect(leaks).toEqual([7, 8, 9, 10, 11, 12, 13]);
  });
});

test('the pool: new blocks, the one of the scene, those that wait, and those that are back', async () => {
  const story = await talk;
  const at = story.scenes.findIndex(
    (scene) =>
      scene.kind === 'frame' && story.result.steps[scene.frame.step]?.label === 'good evening, carol',
  );
  const states = (index: number): string =>
    poolCells(story, index)
      .map(({ state, owner }) => `${state} ${owner?.letter ?? '-'}`)
      .join(', ');
  expect(states(0)).toMatch(/^(new -)?(, new -)*$/);
  expect(states(at).split(', ').sort()).toEqual(['current c', 'used a', 'used b', 'used c']);
  expect(states(at + 2)).toMatch(/current b/);
});

/** Text that would be an escape, hide itself, or be wider than it seems. */
const hostile = fc.string({
  unit: fc.constantFrom(
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    '\n',
    '\t',
    '汉',
    '👩‍👩‍👧',
    'e\u0301',
    ' ',
    'word',
    '"',
    '\u0007',
  ),
  maxLength: 60,
});

test('no line is wider than the screen, no scene higher, and nothing in it moves the cursor', async () => {
  const size = fc.record({
    width: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(
      hostile,
      hostile,
      fc.array(size, { minLength: 3, maxLength: 6 }),
      async (name, note, sizes) => {
        const story = await told(
          JSON.stringify({
            name: `x${name}`,
            description: note,
            hosts: { a: { ip: '10.0.0.10' }, b: { ip: '10.0.0.11' } },
            steps: [
              { note: `x${note}` },
              {
                name: `x${name}`,
                udp: { to: 'a', to_port: 1, payload: [{ text: `x${note}`, secret: 's' }] },
              },
              { raw: { to: 'b', size: 900, writes: [] } },
            ],
          }),
        );
        for (const { width, height } of sizes) {
          story.scenes.forEach((_, i) => {
            const lines = screenLines(story, i, { width, height, keys: [{ text: ' q quit', role: 'key' }] });
            expect(lines.length).toBeLessThanOrEqual(height);
            for (const line of lines) {
              expect(columnsOfLine(line)).toBeLessThanOrEqual(width);
              expect(plainText(line)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
            }
          });
        }
      },
    ),
    { numRuns: 40 },
  );
});

describe('a note that is longer than the screen', () => {
  const WORDS = Array.from({ length: 700 }, (_, i) => `word${i}`);
  const long = told(`steps: [{note: "${WORDS.join(' ')}"}, {arp: {request: 10.0.0.2}}]`);

  test.each([
    [80, 24],
    [40, 10],
    [200, 8],
  ])('is told in parts of %i columns and %i rows, and all of it is', async (width, height) => {
    const story = await long;
    const parts = partsOf(story, 1, { width, height });
    expect(parts).toBeGreaterThan(1);
    const screens = Array.from({ length: parts }, (_, part) =>
      screenLines(story, 1, { width, height, part }),
    );
    for (const lines of screens) expect(lines.length).toBeLessThanOrEqual(height);
    const text = screens.flat().map(plainText).join('\n');
    expect(text.match(/word\d+/g)).toEqual(WORDS);
    expect(text.match(/… [\d,]+ more lines?/g)).toHaveLength(parts - 1);
  });

  test('is told at once where there is room, as any other scene is', async () => {
    expect(partsOf(await long, 1, { width: 80, height: 200 })).toBe(1);
    expect(partsOf(await long, 1, { width: 80, height: Number.POSITIVE_INFINITY })).toBe(1);
    expect(partsOf(await long, 2, { width: 80, height: 10 })).toBe(1);
  });
});

test('a frame that is not what was pushed is told as both', async () => {
  const story = await storyOf('osec-2016-02.yaml', '1.4.1');
  const scenes = story.scenes.map((_, i) => screenText(story, i, 100));
  const pushed = scenes.filter((text) => text.includes(' Pushed '));
  expect(pushed).toHaveLength(2);
  expect(pushed[0]).toContain('Pushed   as udp for bob, who never gets it');
  expect(pushed[0]).toContain('still from the write that was pushed, which was for bob');
  expect(pushed[0]).toContain('still from a write that was yet to be read');
});

describe('hostile ends', () => {
  const kinds = ({ scenes }: Story): string[] => scenes.map(({ kind }) => kind);

  test('what one did, and what came of it, stands between the frames', async () => {
    const story = await storyOf('osec-2019-02.yaml', '1.10.1');
    expect(kinds(story)).toEqual([
      'opening',
      'act',
      'frame',
      'act',
      'act',
      'frame',
      'act',
      'frame',
      'ending',
    ]);
    const text = screenText(story, 3, 100);
    expect(text).toContain(
      ' Hostile  netback, peek: "netback looks into the page that it has mapped", line 29',
    );
    expect(text).toContain(
      " Outcome  netback reads 87 bytes that are not zero of a page of the unikernel's own",
    );
    expect(screenText(story, 4, 100)).toContain(
      " Outcome  netback writes 8 bytes to a page of the unikernel's",
    );
    expect(screenText(story, 8, 100).replace(/\s+/g, ' ')).toContain(
      'Netback got at 95 bytes that the unikernel had for itself.',
    );
  });

  test('are told with their channel, and the pool of that is at the foot', async () => {
    const story = await storyOf('qubes-hostile-guest.yaml', '1.10.0');
    const act = story.scenes.findIndex(
      (scene) =>
        scene.kind === 'act' && story.result.steps[scene.entry.step]?.label.includes('never granted'),
    );
    const text = screenText(story, act, 100);
    expect(text).toContain(' Hostile  netfront on untrusted, request: "untrusted sends a page that it never');
    expect(text).toMatch(/^ pool of untrusted /m);
    expect(story.scenes[act - 1]).toMatchObject({ kind: 'frame', frame: { channel: 'uplink' } });
  });

  test('are gone to where something came of what they did', async () => {
    const found = async (release: Release): Promise<(string | undefined)[]> => {
      const story = await storyOf('osec-2019-02.yaml', release);
      const all: (string | undefined)[] = [];
      for (let at = nextFinding(story, 0); at !== undefined; at = nextFinding(story, at)) {
        const scene = story.scenes[at];
        all.push(scene?.kind === 'act' ? scene.entry.kind : scene?.kind);
      }
      return all;
    };
    expect(await found('1.10.1')).toEqual(['peek', 'poke']);
    // Netfront sees what is still mapped, and says so.
    expect(await found('1.10.2')).toEqual(['keep', 'peek', 'poke']);
  });

  test('stay at their place under another release', async () => {
    const [story, other] = [
      await storyOf('osec-2019-02.yaml', '1.10.1'),
      await storyOf('osec-2019-02.yaml', '1.10.2'),
    ];
    const same = other.scenes[sameScene(story, 4, other)];
    expect(same).toMatchObject({ kind: 'act', index: 2 });
    expect(screenText(other, sameScene(story, 3, other), 100)).not.toContain('reads 87 bytes');
  });

  test('notes and acts before the same frame are in the order of the script', async () => {
    const note = (text: string): string => `  - {note: ${text}}`;
    const act = '  - hostile: {netback: {read: true}}';
    const ping = '  - ping: {to: 10.0.0.10}';
    const steps = [act, note('a'), ping, note('b'), act, note('c'), act, ping, act, note('d')];
    const story = await told(`steps:\n${steps.join('\n')}\n`);
    const order = story.scenes.map((scene) => (scene.kind === 'note' ? scene.text.trim() : scene.kind));
    expect(order.slice(1, -1)).toEqual(['act', 'a', 'frame', 'b', 'act', 'c', 'act', 'frame', 'act', 'd']);
  });

  test('of more than are kept, the first stand where they were', async () => {
    const act = '  - hostile: {netback: {read: true}}';
    const ping = '  - ping: {to: 10.0.0.10}';
    const story = await told(`steps:\n${ping}\n${new Array(101).fill(act).join('\n')}\n${ping}\n${ping}\n`);
    expect(kinds(story)).toEqual([
      'opening',
      'frame',
      ...new Array(100).fill('act'),
      'frame',
      'frame',
      'ending',
    ]);
  });
});
