import { expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import { connectFaulty } from '../../src/netchannel/connect.ts';
import { ResponseFaults } from '../../src/netchannel/response-faults.ts';
import { solidWrite } from '../support/test-write.ts';

test('frames that netback withholds leave no records behind but those of bytes that are still there', () => {
  const audit = new Audit();
  const faults = new ResponseFaults(() => {});
  const channel = connectFaulty({ release: '1.10.0', mac: '02:00:00:00:00:01' }, faults, audit);
  for (let i = 0; i < 1000; i++) {
    // Of three requests one is refused, a different one each time.
    faults.add('error', 1);
    channel.netfront.write(solidWrite(5000, 1));
    channel.poll();
    channel.netfront.write(solidWrite(60, 2));
    channel.poll();
  }
  expect(audit.totals).toMatchObject({ frames: 1000, bytes: 60_000, leakedBytes: 0 });
  expect(audit.writeCount).toBe(2000);
  expect(audit.writesRemembered).toBeLessThan(20);
});
