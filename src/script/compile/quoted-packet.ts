import { addToSum, finish } from '../../wire/checksum.ts';
import {
  IPV4_CHECKSUM,
  IPV4_DESTINATION,
  IPV4_FLAGS,
  IPV4_HEADER_LENGTH,
  IPV4_IDENTIFICATION,
  IPV4_PROTOCOL,
  IPV4_SOURCE,
  IPV4_TOTAL_LENGTH,
  IPV4_TTL,
  IPV4_VERSION_IHL,
} from '../../wire/ipv4.ts';
import { concatenate, type PayloadSource, payloadLength } from '../payload.ts';
import type { StepRecord } from '../schema/step.ts';
import type { CompileContext } from './blueprint.ts';
import { payloadOf } from './ipv4-output.ts';

type QuotedInput = NonNullable<NonNullable<NonNullable<StepRecord['nat']>['icmp']>['error']>;

/**
 * What an ICMP error carries: the IPv4 header of the packet that it is about, with a good checksum, and the
 * first bytes that followed it.
 * @source RFC 792
 */
export function quotePacket(input: QuotedInput, context: CompileContext): PayloadSource {
  const { book, path } = context;
  const payload = payloadOf(input, context);
  const bytes = new Uint8Array(IPV4_HEADER_LENGTH);
  const header = new DataView(bytes.buffer);
  header.setUint8(IPV4_VERSION_IHL, 0x45);
  header.setUint16(IPV4_TOTAL_LENGTH, IPV4_HEADER_LENGTH + (input.payload_length ?? payloadLength(payload)));
  header.setUint16(IPV4_IDENTIFICATION, input.ip_id);
  header.setUint16(IPV4_FLAGS, input.ip_off);
  header.setUint8(IPV4_TTL, input.ttl);
  header.setUint8(IPV4_PROTOCOL, input.protocol);
  header.setUint32(IPV4_SOURCE, book.ipv4(input.from, [...path, 'from']));
  header.setUint32(IPV4_DESTINATION, book.ipv4(input.to, [...path, 'to']));
  header.setUint16(IPV4_CHECKSUM, finish(addToSum(0, bytes, 0, IPV4_HEADER_LENGTH)));
  return concatenate([{ kind: 'fixed', bytes }, payload]);
}
