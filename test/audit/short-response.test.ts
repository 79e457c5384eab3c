import { expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import { MessageBatch } from '../../src/netchannel/messages.ts';
import { NO_MARKS } from '../../src/wire/secret-marks.ts';

test('a response that tells of less than was written into its page counts as it is told', () => {
  const audit = new Audit();
  audit.receivePageFilled(5, 100, 100, 0, NO_MARKS);
  const messages = new MessageBatch();
  Object.assign(messages.add(), { id: 5, size: 60 });
  const bytes = new Uint8Array(60);
  const view = new DataView(bytes.buffer);
  audit.delivered({ direction: 'rx', bytes, view, offset: 0, length: 60, messages, first: 0, end: 1 });
  expect(audit.result().totals).toMatchObject({ bytes: 60, writtenBytes: 60, cleanBytes: 0 });
});
