import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';

const TEXT = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Bytes of the first frame's payload leak with the second frame. */
const script = (first: string, begin = 14): string => `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - ${first}
  - raw: {to: bob, size: 100, returns: 100, writes: [{at: 14, data: "${'-'.repeat(begin - 14)}"}]}
`;

test.each([
  ['udp', `udp: {to: alice, to_port: 9, payload: ${TEXT}}`, 42],
  ['tcp', `tcp: {to: alice, to_port: 9, payload: ${TEXT}}`, 54],
  ['ping', `ping: {to: alice, payload: ${TEXT}}`, 42],
  ['raw', `raw: {to: alice, size: 80, returns: 80, writes: [{at: 14, data: ${TEXT}}]}`, 14],
])('the payload of %s begins where its text does', async (_, first, payload) => {
  const { leaks } = await runScript(loadScript(script(first, payload + 3), 'test.yaml'), {
    release: '1.10.0',
  });
  const range = leaks.find(({ frame }) => frame.number === 2)?.ranges[0];
  expect(range?.source).toMatchObject({ payload, offset: payload + 3 });
  expect(Buffer.from(range?.bytes ?? []).toString('latin1', 0, TEXT.length - 3)).toBe(
    TEXT.slice(3, 3 + (range?.bytes.length ?? 0)),
  );
});

test('a source without a payload has none', async () => {
  const arp = 'arp: {request: alice}';
  const { leaks } = await runScript(loadScript(script(arp), 'test.yaml'), { release: '1.10.0' });
  const sources = leaks.flatMap(({ ranges }) => ranges.map(({ source }) => source));
  expect(sources.length).toBeGreaterThan(0);
  for (const source of sources) expect(source).not.toHaveProperty('payload');
});

test('of a frame in several blocks, offsets and payload count from the start of the frame', async () => {
  const long = `udp: {to: alice, to_port: 9, payload: {pattern: ${TEXT}, size: 4000}}`;
  const text = script(long).replace('size: 100, returns: 100', 'size: 1400, returns: 1400');
  const { leaks } = await runScript(loadScript(`mtu: 9000\n${text}`, 'test.yaml'), { release: '1.10.0' });
  const ranges = leaks.flatMap((leak) => leak.ranges).filter(({ source }) => source.protocol === 'udp');
  expect(ranges.length).toBeGreaterThan(0);
  for (const { bytes, source } of ranges) {
    expect(source.payload).toBe(42);
    const from = source.offset - 42;
    const wanted = TEXT.repeat(70).slice(Math.max(from, 0), Math.max(from, 0) + 20);
    expect(Buffer.from(bytes).toString('latin1')).toContain(wanted);
  }
});
