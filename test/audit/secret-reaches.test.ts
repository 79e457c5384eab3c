import { expect, test } from 'vitest';
import { Hosts } from '../../src/audit/hosts.ts';
import { Recipients } from '../../src/audit/recipients.ts';
import { SecretReaches } from '../../src/audit/secret-reaches.ts';
import { Flow } from '../../src/wire/flow.ts';
import { SecretMarks } from '../../src/wire/secret-marks.ts';

const MAC_RECIPIENT = 1 << 8;

/** A flow to the host with this number. */
function flowTo(host: number): Flow {
  const flow = new Flow();
  flow.head = MAC_RECIPIENT;
  flow.recipient.word0 = host;
  return flow;
}

function marked(start: number, end: number, position: number, secret = 0): SecretMarks {
  const marks = new SecretMarks();
  marks.add(start, end, secret, position);
  return marks;
}

test('bytes are told once, all bytes each time, frames once, and the first 20 by number', () => {
  const reaches = new SecretReaches([{ name: 'a', length: 30 }], new Recipients(), new Hosts());
  for (let frame = 1; frame <= 25; frame++) {
    reaches.count(flowTo(1), frame, marked(0, 10, 5), 4, 20);
    reaches.count(flowTo(1), frame, marked(100, 110, 12), 0, 102);
  }
  expect(reaches.list(0)).toEqual([
    {
      recipient: { kind: 'mac', address: '00:00:00:01:00:00' },
      bytes: 7 - 1,
      totalBytes: 25 * 8,
      frames: 25,
      firstFrame: 1,
      firstFrames: Array.from({ length: 20 }, (_, i) => i + 1),
    },
  ]);
});

test('there is an end to recipients: those after 1023 are one', () => {
  const reaches = new SecretReaches([{ name: 'a', length: 1 }], new Recipients(), new Hosts());
  for (let host = 1; host <= 2000; host++) reaches.count(flowTo(host), host, marked(0, 1, 0), 0, 1);
  const list = reaches.list(0);
  expect(list).toHaveLength(1024);
  expect(list.at(-1)).toMatchObject({ recipient: { kind: 'unknown', address: '' }, frames: 2000 - 1023 });
});
