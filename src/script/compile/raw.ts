import type { RawFrame } from '../../guest/packets.ts';
import { CHECKSUM_FLAGS } from '../../netchannel/checksum-flags.ts';
import { LONGEST_PAYLOAD, type PayloadSource, payloadLength } from '../payload.ts';
import type { StepRecord } from '../schema/step.ts';
import type { PlacePayload } from '../script.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';

type RawInput = NonNullable<StepRecord['raw']>;

/** What the mixed payloads of one step may take together. */
const MOST_BYTES = 16 * 1024 * 1024;

const LOCAL_EXPERIMENT = 0x88b5;

export function compileRaw(input: RawInput, context: CompileContext): Blueprint {
  const { book, path } = context;
  const header =
    input.to === undefined ? undefined : [book.mac(input.to, [...path, 'to']), book.unikernel.mac];
  const peer = input.to === undefined ? '' : ` to ${input.to}`;
  return sending(`raw ${input.size} bytes${peer}`, frameBuilder(input, header, context));
}

/** @param header - destination and source of the Ethernet header that is written first, if one is */
export function frameBuilder(
  input: Omit<RawInput, 'to'>,
  header: readonly Uint8Array[] | undefined,
  { payloads, problems, path }: CompileContext,
): (place: PlacePayload) => RawFrame {
  const writes: { at: number; source: PayloadSource }[] = [];
  if (header !== undefined) {
    const ethertype = input.ethertype ?? LOCAL_EXPERIMENT;
    const bytes = Uint8Array.from([...header.flatMap((mac) => [...mac]), ethertype >>> 8, ethertype & 0xff]);
    writes.push({ at: 0, source: { kind: 'fixed', bytes } });
  } else if (input.ethertype !== undefined) {
    problems.report(
      [...path, 'ethertype'],
      'Key "ethertype" needs a host to write an Ethernet header for',
      'key',
    );
  }
  let mixed = 0;
  for (const [i, { at, data }] of input.writes.entries()) {
    const source = payloads.compile(data, [...path, 'writes', i, 'data'], LONGEST_PAYLOAD);
    if (source.kind === 'mixed') mixed += source.length;
    writes.push({ at, source });
    const end = at + payloadLength(source);
    if (end > input.size) {
      problems.warn(
        [...path, 'writes', i],
        `Writes up to byte ${end - 1}, behind the ${input.size} bytes that are announced: what is behind is not sent`,
      );
    }
  }
  if (mixed > MOST_BYTES) {
    problems.report(
      [...path, 'writes'],
      `Writes are too long: ${mixed} bytes together, at most ${MOST_BYTES}`,
    );
  }
  const checksum = (input.flags ?? []).reduce((flags, name) => flags | CHECKSUM_FLAGS[name], 0);
  return (place) => ({
    kind: 'raw',
    ...(checksum === 0 ? {} : { checksum }),
    size: input.size,
    returns: input.returns ?? input.size,
    writes: writes.map(({ at, source }) => ({ at, data: place(source) })),
  });
}
