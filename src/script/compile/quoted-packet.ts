import { addToSum, finish } from '../../wire/checksum.ts';
import { concatenate, type PayloadSource, payloadLength } from '../payload.ts';
import type { StepRecord } from '../schema/step.ts';
import type { Workshop } from './blueprint.ts';
import { payloadOf } from './ipv4-output.ts';

type QuotedInput = NonNullable<NonNullable<NonNullable<StepRecord['nat']>['icmp']>['error']>;

const HEADER_LENGTH = 20;

/**
 * What an ICMP error carries: the IPv4 header of the packet that it is about, with a good checksum, and the
 * first bytes that followed it.
 * @source RFC 792
 */
export function quotePacket(input: QuotedInput, workshop: Workshop): PayloadSource {
  const { book, path } = workshop;
  const payload = payloadOf(input, workshop);
  const bytes = new Uint8Array(HEADER_LENGTH);
  const header = new DataView(bytes.buffer);
  header.setUint8(0, 0x45);
  header.setUint16(2, HEADER_LENGTH + (input.payload_length ?? payloadLength(payload)));
  header.setUint16(4, input.ip_id);
  header.setUint16(6, input.ip_off);
  header.setUint8(8, input.ttl);
  header.setUint8(9, input.protocol);
  header.setUint32(12, book.ipv4(input.from, [...path, 'from']));
  header.setUint32(16, book.ipv4(input.to, [...path, 'to']));
  header.setUint16(10, finish(addToSum(0, bytes, 0, HEADER_LENGTH)));
  return concatenate([{ kind: 'fixed', bytes }, payload]);
}
