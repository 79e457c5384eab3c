import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Owners } from '../../src/page/owners.ts';
import { play } from '../../src/page/play.ts';
import { notesAt, storyOf } from '../../src/page/story.ts';
import { frameBefore, leakedFrom, stretchesOf } from '../../src/page/stretches.ts';

const FILE = 'osec-2019-01.yaml';
const text = readFileSync(path.join(import.meta.dirname, '../../samples', FILE), 'utf8');
const workload = { file: FILE, text, files: {}, defines: {} };

async function opened(release: string, number: number) {
  const { result, recording } = await play(workload, release);
  const owners = new Owners(result, recording.frames);
  const frame = recording.frames[number - 1];
  if (frame === undefined) throw new Error(`There is no frame ${number}`);
  const before = frameBefore(recording.frames, frame);
  return { frame, before, story: storyOf(result, owners, frame, before) };
}

test('a leak is told with whose bytes, who got them, and what put it right', async () => {
  const { story } = await opened('1.10.0', 11);
  expect(story.mood).toBe('bad');
  expect(story.title).toBe('Bob got 111 bytes that were meant for alice.');
  expect(story.frame).toBe(
    'Packet 11 is for bob. Of its 134 bytes, 23 were written for it. The other 111 are what packet 10, for alice, had left in the same memory: among them 22 bytes of the secret “session-token” and 9 bytes of the secret “recovery-code”.',
  );
  expect(story.fix).toContain('1.10.1 zeroes each block first');
});

test('where nothing leaks, the same packet is told with the zeros in it', async () => {
  const { story } = await opened('1.10.1', 11);
  const title = 'Nobody got a byte that was not meant for them.';
  expect(story).toMatchObject({ mood: 'good', title, fix: '' });
  expect(story.frame).toBe(
    'Packet 11 is for bob. 111 of its bytes nobody wrote: they are zero, whatever packet 10, for alice, had left there.',
  );
});

test('every byte is in one stretch, in order', async () => {
  const { frame } = await opened('1.10.0', 11);
  const stretches = stretchesOf(frame);
  expect(stretches.map(({ start }) => start)).toEqual([0, ...stretches.slice(0, -1).map(({ end }) => end)]);
  expect(stretches.at(-1)?.end).toBe(frame.length);
  const stale = stretches.filter(({ state }) => state === 'stale');
  expect(stale.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(frame.leakedBytes);
  const secrets = stale.flatMap(({ secret }) => secret?.name ?? []);
  expect(secrets).toEqual(['session-token', 'recovery-code']);
});

test('what leaked is marked in its source where it says the same', async () => {
  const { frame, before } = await opened('1.10.0', 11);
  if (before === undefined) throw new Error('There is no source');
  const marks = leakedFrom(before, frame);
  for (const { start, end } of marks) {
    expect(before.bytes.subarray(start, end)).toEqual(frame.bytes.subarray(start, end));
  }
  expect(marks.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(111);
});

test('the notes of a script stand with the packets that they are about', async () => {
  const steps = [
    'one',
    'two',
    { arp: { request: '10.0.0.2' } },
    { arp: { request: '10.0.0.3' } },
    'three',
    { arp: { request: '10.0.0.4' } },
  ];
  const first = { arp: { request: '10.0.0.1' } };
  const script = JSON.stringify({
    steps: [first, ...steps.map((step) => (typeof step === 'string' ? { note: step } : step))],
  });
  const { result } = await play({ file: 'notes.json', text: script, files: {}, defines: {} });
  expect([1, 2, 3, 4, 5].map((number) => notesAt(result, number))).toEqual([
    [],
    ['one', 'two'],
    ['one', 'two'],
    ['three'],
    [],
  ]);
});

test.each([
  [
    'osec-2016-02.yaml',
    '1.4.1',
    'Carol got 48 bytes that were meant for bob.',
    /one number.*from release 1\.5\.0 on/,
    /^$/,
  ],
  [
    'osec-2019-02.yaml',
    '1.10.1',
    'The host got at 95 bytes that the unikernel had for itself.',
    /No packet has to be wrong/,
    /from release 1\.10\.2 on, a page that the host still has mapped is not used again/,
  ],
  [
    'xsa-403.yaml',
    'own',
    'The host got at 87 bytes that the unikernel had for itself.',
    /lent more of it than the packet/,
    /^$/,
  ],
])('%s says whose bytes, who got them, and why', async (file, release, title, cause, fix) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../samples', file), 'utf8');
  const { result, recording } = await play({ file, text, files: {}, defines: {} });
  expect(result.release).toBe(release);
  const owners = new Owners(result, recording.frames);
  const story = storyOf(result, owners, recording.frames[1], undefined);
  expect(story).toMatchObject({
    mood: 'bad',
    title,
    cause: expect.stringMatching(cause),
    fix: expect.stringMatching(fix),
  });
});

const CHECKSUMS = 'checksums-on-the-ring.yaml';

test('packets that are lost are in the title, whyever that is', async () => {
  const file = path.join(import.meta.dirname, '../../samples', CHECKSUMS);
  const script = { file: CHECKSUMS, text: readFileSync(file, 'utf8'), files: {}, defines: {} };
  const { result, recording } = await play(script, '2.1.8');
  const owners = new Owners(result, recording.frames);
  const [first, , , , fifth] = recording.frames;
  expect(storyOf(result, owners, first, undefined)).toMatchObject({
    mood: 'bad',
    title: '2 of 11 packets were thrown away: their checksum was left to a network card.',
    frame:
      'Packet 1 is for dns. 1 of its bytes nobody wrote: it is zero. Its checksum is left to a network card, as the ring says, but who gets it does not read that, and throws it away.',
  });
  expect(storyOf(result, owners, fifth, undefined).frame).toBe(
    'Packet 5 came in, for unikernel. Nothing stale can be in it. It is to be cut into segments of 1,460 bytes of payload. The ring says nothing of its checksum, which is summed up anew for that.',
  );
});

test('what a firewall passes on is told from one end to the other', async () => {
  const name = 'qubes-firewall.yaml';
  const file = path.join(import.meta.dirname, '../../samples', name);
  const script = { file: name, text: readFileSync(file, 'utf8'), files: {}, defines: {} };
  const { result, recording } = await play(script, '1.10.0');
  const { frames } = recording;
  const owners = new Owners(result, frames);
  const told = (number: number): string => {
    const frame = frames[number - 1] as (typeof frames)[number];
    return storyOf(result, owners, frame, frameBefore(frames, frame)).frame;
  };
  expect(told(2)).toBe(
    'Packet 2 is for personal. The firewall answers packet 1 with it, which came over personal. Nothing stale can be in it.',
  );
  expect(told(5)).toBe('Packet 5 came in over uplink, for unikernel. Nothing stale can be in it.');
  expect(told(8)).toBe(
    'Packet 8 is for personal. The firewall made it of packet 7, and copied 74 bytes that had leaked there, of packet 3, for mail: among them 27 bytes of the secret “token”.',
  );
  expect(told(9)).toContain(
    'It comes over work to the firewall, which drops it, because no rule accepts it.',
  );
  expect(told(13)).toContain(
    'It comes over work to the firewall, which passes none of these on, in packet 14',
  );
  expect(told(4)).toContain('The firewall made it of packet 3, which came over work.');
});

/** What the page says of a frame of a script. */
async function toldOf(script: object, number: number) {
  const { result, recording } = await play({
    file: 'x.json',
    text: JSON.stringify(script),
    files: {},
    defines: {},
  });
  const frame = recording.frames[number - 1];
  return storyOf(result, new Owners(result, recording.frames), frame, undefined);
}

test('old bytes of several packets are told with how many are whose', async () => {
  const datagram = (to: string, payload: string) => ({ udp: { to, to_port: 9, payload } });
  const hosts = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' } };
  const steps = [
    datagram('alice', 'a long text, so that some of it is left behind the next one'),
    datagram('bob', 'short'),
    { raw: { to: 'bob', size: 90, writes: [{ at: 14, data: 'hello bob' }] } },
  ];
  const { title, frame } = await toldOf({ hosts, steps }, 3);
  expect(frame).toContain(
    'The other 67 are what earlier packets had left in the same memory (43 of packet 1, for alice and 24 of packet 2, for bob).',
  );
  expect(title).toBe('Bob got 43 bytes that were meant for alice.');
});

test('a guest whose device leaks is named, and so is one whose pages the unikernel got at', async () => {
  const head = {
    release: '2.1.8',
    unikernel: { ip: '10.137.0.2' },
    hosts: { mail: { ip: '93.184.216.34' } },
  };
  const guests = { work: { ip: '10.137.0.5', device: '1.10.0' } };
  const long = { guest: 'work', udp: { to: 'mail', to_port: 9, payload: { size: 100 } } };
  const leaking = { guest: 'work', raw: { to: 'mail', size: 120, writes: [{ at: 14, data: 'x' }] } };
  const leak = await toldOf({ ...head, guests, steps: [long, leaking] }, 2);
  expect(leak.cause).toMatch(/^Release 1\.10\.0, which work runs, writes packets into blocks/);
  expect(leak.fix).toContain('1.10.1 zeroes each block first. Name another device there in the script');
  // The firewall knows nothing of such a frame, and drops it.
  const toOther = { guest: 'work', raw: { to: 'news', size: 120, writes: [{ at: 14, data: 'x' }] } };
  const hosts = { ...head.hosts, news: { ip: '93.184.216.35' } };
  const kept = await toldOf({ ...head, hosts, guests, steps: [long, toOther] }, 2);
  expect(kept.title).toBe('The firewall got 104 bytes that were meant for mail, in a packet for unikernel.');
  const steps = [
    { guest: 'work', hostile: { netback: { keep: 1 } } },
    { receive: { from: 'mail', to: 'work', udp: { to_port: 9, payload: 'x' } } },
    { guest: 'work', udp: { to: 'mail', to_port: 9, payload: 'x' } },
    { receive: { from: 'mail', to: 'unikernel', udp: { from_port: 9, to_port: 1024, payload: 'y' } } },
    { guest: 'work', own_page: { data: 'mine' } },
    { guest: 'work', hostile: { netback: { peek: true } } },
  ];
  const peek = await toldOf({ ...head, guests, steps }, 1);
  expect(peek.title).toMatch(/^The unikernel got at \d+ bytes that work had for itself\.$/);
});
