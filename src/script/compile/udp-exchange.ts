import type { StepRecord } from '../schema/step.ts';
import type { Blueprint, CompileContext, ConversationPart } from './blueprint.ts';
import { Dialogue, payloadsOf, portsFrom } from './conversation.ts';
import type { Side } from './tcp-turns.ts';

type Input = NonNullable<StepRecord['udp_exchange']>;

/** What a total length of 16 bits leaves in an IPv4 packet behind the headers. */
const LONGEST_DATAGRAM = 65_507;

export function compileUdpExchange(input: Input, context: CompileContext): Blueprint {
  const { path, conversations } = context;
  const dialogue = new Dialogue(input, context);
  const compile = payloadsOf(context);
  const ports = { opener: input.from_port, other: input.to_port };
  const datagram = (from: Side, key: 'asks' | 'answers'): ConversationPart => {
    const payload = compile(input[key], [...path, key], LONGEST_DATAGRAM);
    const fields = portsFrom(from, ports);
    return dialogue.part(from, (route, place) => ({
      kind: 'udp',
      ...route,
      ...fields,
      payload: place(payload),
    }));
  };
  const parts = [datagram('opener', 'asks'), datagram('other', 'answers')];
  const port = dialogue.unikernelOpens ? ports.other : ports.opener;
  return {
    label: `udp exchange with ${input.with}:${port}`,
    content: {
      kind: 'conversation',
      parts: conversations.take(parts, path),
      count: input.count,
      openerPortPath: [...path, 'from_port'],
    },
  };
}
