import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { RingTrace } from '../../src/simulation/ring-trace.ts';
import { runScript } from '../../src/simulation/run.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');

/** Events of Chrome's trace format, as far as they are made here. */
const place = { pid: z.int().min(1).max(3), tid: z.int().min(0) };
const ts = z.number().min(0);
const request = z.record(z.string(), z.int());
const event = z.discriminatedUnion('ph', [
  z.strictObject({
    ph: z.literal('M'),
    ...place,
    name: z.enum(['process_name', 'thread_name']),
    args: z.strictObject({ name: z.string() }),
  }),
  z.strictObject({ ph: z.literal('B'), ...place, ts, name: z.string(), args: request }),
  z.strictObject({ ph: z.literal('E'), ...place, ts, args: request.optional() }),
  z.strictObject({
    ph: z.literal('X'),
    ...place,
    ts,
    dur: z.number().min(0),
    name: z.string(),
    args: request,
  }),
  z.strictObject({ ph: z.literal('i'), s: z.literal('t'), ...place, ts, name: z.string(), args: request }),
  z.strictObject({ ph: z.literal('s'), cat: z.literal('leak'), name: z.string(), id: z.int(), ...place, ts }),
  z.strictObject({
    ph: z.literal('f'),
    bp: z.literal('e'),
    cat: z.literal('leak'),
    name: z.string(),
    id: z.int(),
    ...place,
    ts,
    args: request,
  }),
]);
type Event = z.output<typeof event>;

async function trace(sample: string): Promise<{ events: Event[]; result: RunResult }> {
  let text = '';
  const made = new RingTrace((piece) => {
    text += piece;
  });
  const script = loadScript(readFileSync(path.join(SAMPLES, sample), 'utf8'), sample);
  const result = await runScript(script, {
    release: '1.10.0',
    observer: (_, __, now) => {
      made.setClock(now);
      return made.observer;
    },
    listener: { leak: (leak) => made.leak(leak) },
  });
  made.end();
  const document = z.strictObject({ displayTimeUnit: z.literal('ns'), traceEvents: z.array(event) });
  return { events: document.parse(JSON.parse(text)).traceEvents, result };
}

const of = <Kind extends Event['ph']>(events: Event[], ph: Kind): Extract<Event, { ph: Kind }>[] =>
  events.filter((one): one is Extract<Event, { ph: Kind }> => one.ph === ph);

test.each(['osec-2019-01.yaml', 'fault-injection.yaml', 'ring-full.yaml', 'multi-block.yaml'])(
  '%s: the trace is well-formed, and each block is taken and given back in turn',
  async (sample) => {
    const { events } = await trace(sample);
    const open = new Map<number, number>();
    for (const one of events) {
      if (one.ph === 'B') {
        expect(open.has(one.tid)).toBe(false);
        open.set(one.tid, one.ts);
      } else if (one.ph === 'E') {
        expect(open.get(one.tid)).toBeLessThan(one.ts);
        open.delete(one.tid);
      }
    }
    expect(open.size).toBe(0);
    expect(of(events, 'B').length).toBeGreaterThan(5);
    // Slices of a slot do not overlap.
    const slots = new Map<string, number>();
    for (const { pid, tid, ts: began, dur } of of(events, 'X')) {
      expect(slots.get(`${pid} ${tid}`) ?? -1).toBeLessThanOrEqual(began);
      slots.set(`${pid} ${tid}`, began + dur);
    }
  },
);

test('every frame has its requests, and every leak its arrows', async () => {
  const { events, result } = await trace('osec-2019-01.yaml');
  const sent = result.frames.filter(({ direction }) => direction === 'tx');
  const requests = of(events, 'X').filter(({ pid }) => pid === 2);
  expect(
    requests.map(({ args }) => [
      args['frame'],
      args['slot'],
      args['id'],
      args['gref'],
      args['size'],
      args['status'],
    ]),
  ).toEqual(
    sent.map(({ number, slots, blocks, length }) => [
      number,
      slots[0],
      blocks[0]?.id,
      blocks[0]?.gref,
      length,
      0,
    ]),
  );
  const arrows = result.leaks.reduce(
    (sum, { ranges }) => sum + new Set(ranges.map(({ source }) => source.number)).size,
    0,
  );
  expect(of(events, 's')).toHaveLength(arrows);
  expect(of(events, 'f').map(({ id }) => id)).toEqual(of(events, 's').map(({ id }) => id));
});
