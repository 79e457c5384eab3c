import { expect, test } from 'vitest';
import { Statistics } from '../../src/netchannel/statistics.ts';

test('packets and bytes are counted each way', () => {
  const statistics = new Statistics();
  statistics.received(60);
  statistics.received(0);
  statistics.sent(1514);
  expect({ ...statistics }).toEqual({ rxPackets: 2, rxBytes: 60, txPackets: 1, txBytes: 1514 });
});
