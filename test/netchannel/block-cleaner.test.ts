import { describe, expect, test } from 'vitest';
import { connect } from '../../src/netchannel/connect.ts';
import { REMEDIES, type RemedyName } from '../../src/netchannel/remedies.ts';
import { BLOCK_SIZE } from '../../src/netchannel/shared-page-pool.ts';
import { solidWrite } from '../support/test-write.ts';

const SIZE = 300;

/** Sends a frame of 300 bytes that are all written. @returns its block once it has come back */
function blockAfter(name: RemedyName): Uint8Array {
  const channel = connect({ release: 'own', own: REMEDIES[name], mac: '00:16:3e:00:00:01' });
  const { memory, netfront } = channel;
  netfront.write(solidWrite(SIZE, 0xa5));
  channel.poll();
  const [last = -1] = netfront.pool.freeBlocks();
  const address = netfront.pool.address[last] as number;
  return memory.bytes.slice(address, address + BLOCK_SIZE);
}

describe('what is in a block that has come back', () => {
  test('all that was written, if nothing cleans it', () => {
    expect(blockAfter('none').subarray(0, SIZE)).toEqual(new Uint8Array(SIZE).fill(0xa5));
  });

  test.each(['clear-on-release', 'clear-used-on-release'] as const)(
    'nothing under %s, from its first byte on',
    (name) => {
      expect(blockAfter(name)).toEqual(new Uint8Array(BLOCK_SIZE));
    },
  );

  test('the pattern under poison, from its first byte on', () => {
    expect(blockAfter('poison')).toEqual(new Uint8Array(BLOCK_SIZE).fill(0x6b));
  });
});
