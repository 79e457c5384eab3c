import { expect, test } from 'vitest';
import { connect, connectFaulty } from '../../src/netchannel/connect.ts';
import { ResponseFaults } from '../../src/netchannel/response-faults.ts';
import { RecordingObserver } from '../support/recording-observer.ts';
import { solidWrite } from '../support/test-write.ts';

const OPTIONS = { release: '1.10.0', mac: '02:00:00:00:00:01' } as const;

test('everybody who watches is told, in order, as far as they want to hear', () => {
  const told: string[] = [];
  const first = { delivered: () => void told.push('first') };
  const whole = new RecordingObserver();
  const last = { delivered: () => void told.push('last'), poolGrown: () => void told.push('grown') };
  const channel = connect(OPTIONS, first, whole, last);
  channel.netfront.write(solidWrite(60, 1));
  channel.poll();
  expect(told).toEqual(['grown', 'first', 'last']);
  expect(whole.events).toEqual(['grown 0', 'filled 0: 60 of 60, tag 0', 'delivered tx: 60']);
});

test('nobody has to watch', () => {
  const channel = connect(OPTIONS);
  channel.netfront.write(solidWrite(60, 1));
  channel.poll();
  expect(channel.netfront.pool.freeBlocks()).toEqual([0, 1]);
});

test('a layer of faults that nobody uses changes nothing', () => {
  const [plain, layered] = [new RecordingObserver(), new RecordingObserver()];
  const faults = new ResponseFaults(() => {});
  const channels = [connect(OPTIONS, plain), connectFaulty(OPTIONS, faults, layered)];
  for (const channel of channels) {
    for (const size of [60, 5000]) channel.netfront.write(solidWrite(size, 1));
    channel.netback.write(solidWrite(9000, 2));
    channel.poll();
  }
  expect(layered.events).toEqual(plain.events);
  expect(layered.events).not.toEqual([]);
});
