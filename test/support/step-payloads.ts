import { type LoadOptions, loadScript, type Step, StepCursor } from '../../src/script/index.ts';
import type { ByteRange } from '../../src/wire/bytes.ts';

/** @returns a cursor on the script that `text` is */
export function cursorOf(text: string, options: LoadOptions = {}): StepCursor {
  return new StepCursor(loadScript(text, 'x.yaml', options));
}

/** @returns the payload of a packet that is sent */
export function payloadOf(step: Step | undefined): Buffer {
  if (step?.kind !== 'send') throw new Error('Expected a packet');
  const { packet } = step;
  const holder = packet.kind === 'nat' ? packet.transport : packet;
  if (!('payload' in holder)) throw new Error('Expected a packet with a payload');
  return bytesOf(holder.payload);
}

/** @returns the payloads of the steps that are left, as text */
export function textsOf(cursor: StepCursor): string[] {
  const texts: string[] = [];
  for (let step = cursor.next(); step !== undefined; step = cursor.next())
    texts.push(payloadOf(step).toString());
  return texts;
}

export function bytesOf({ bytes, offset, length }: ByteRange): Buffer {
  return Buffer.from(bytes.subarray(offset, offset + length));
}
