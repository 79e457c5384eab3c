import type { StepRecord } from '../schema/step.ts';
import type { Blueprint, CompileContext, ConversationPart } from './blueprint.ts';
import { Dialogue, payloadsOf, portsFrom, segmentFields, segments } from './conversation.ts';

type Input = NonNullable<StepRecord['tcp_conversation']>;

/** The unikernel's own stack sends its segments; the other machine's come from netback. */
export function compileTcpConversation(input: Input, context: CompileContext): Blueprint {
  const { path, conversations } = context;
  const dialogue = new Dialogue(input, context);
  const compile = payloadsOf(context);
  const data = input.data.map(({ from, payload }, i) => ({
    from: dialogue.side(from, [...path, 'data', i, 'from']),
    payload: compile(payload, [...path, 'data', i, 'payload']),
  }));
  const ports = { opener: input.from_port, other: input.to_port };

  function* parts(): Generator<ConversationPart> {
    for (const turn of segments(input, data, path, context)) {
      const fields = { ...portsFrom(turn.from, ports), ...segmentFields(turn, input.window) };
      yield dialogue.part(turn.from, (route, place) => ({
        kind: 'tcp',
        ...route,
        ...fields,
        payload: place(turn.payload),
      }));
    }
  }

  const port = dialogue.unikernelOpens ? ports.other : ports.opener;
  return {
    label: `tcp conversation with ${input.with}:${port}`,
    content: {
      kind: 'conversation',
      parts: conversations.take(parts(), path),
      count: 1,
      openerPortPath: [...path, 'from_port'],
    },
  };
}
