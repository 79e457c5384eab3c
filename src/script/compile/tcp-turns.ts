import { TCP_FLAGS } from '../../wire/tcp.ts';
import type { TcpOption } from '../../wire/tcp-options.ts';
import { partsOf } from '../cut-payload.ts';
import { EMPTY, type PayloadSource, payloadLength } from '../payload.ts';

/** One of the two ends of a connection: the one that sends the SYN, or the other. */
export type Side = 'opener' | 'other';

/** What a TCP connection is to carry. */
export interface TcpTalk {
  /** Largest payload of a segment, at least 1; announced by both sides. */
  mss: number;
  /** Window of both sides, not scaled, at least 1. */
  window: number;
  /** Initial sequence numbers. */
  initial: Readonly<Record<Side, number>>;
  data: readonly { from: Side; payload: PayloadSource }[];
  /** How the opener closes. */
  close: 'fin' | 'reset' | 'none';
}

/** A segment of a connection: whose turn it is, and what it sends. */
export interface TcpTurn {
  from: Side;
  /** TCP_FLAGS or-ed together. */
  flags: number;
  sequence: number;
  acknowledgement: number;
  options: readonly TcpOption[];
  payload: PayloadSource;
}

const { A, F, P, R, S } = TCP_FLAGS;

/** Segments that are on their way at most before the other side acknowledges them (RFC 9293, 3.8.6.3). */
const SEGMENTS_PER_ACK = 2;

const OPPOSITE: Readonly<Record<Side, Side>> = { opener: 'other', other: 'opener' };

/**
 * The segments of a TCP connection in which nothing is lost, in the order in which they are sent: the handshake; of
 * each turn its data in segments, the last of which pushes, and the other side's acknowledgements; the close.
 * @source RFC 9293, 3.5, 3.6, 3.8.6
 */
export function* tcpTurns({ mss, window, initial, data, close }: TcpTalk): Generator<TcpTurn> {
  const next: Record<Side, number> = { ...initial };
  const turn = (
    from: Side,
    flags: number,
    payload: PayloadSource = EMPTY,
    options: readonly TcpOption[] = [],
  ): TcpTurn => {
    const sequence = next[from];
    const acknowledgement = (flags & A) === 0 ? 0 : next[OPPOSITE[from]];
    next[from] = (sequence + payloadLength(payload) + ((flags & (S | F)) === 0 ? 0 : 1)) >>> 0;
    return { from, flags, sequence, acknowledgement, options, payload };
  };

  const announced: readonly TcpOption[] = [{ kind: 'mss', value: mss }];
  yield turn('opener', S, EMPTY, announced);
  yield turn('other', S | A, EMPTY, announced);
  yield turn('opener', A);

  // A sender that fills the window to the last byte has to stop and probe it.
  const size = Math.max(1, Math.min(mss, window - 1));
  for (const { from, payload } of data) {
    const pieces = partsOf(payload, size);
    let segments = 0;
    let bytes = 0;
    let following = pieces.next().value;
    while (following !== undefined) {
      const piece = following;
      following = pieces.next().value;
      yield turn(from, following === undefined ? P | A : A, piece);
      segments++;
      bytes += payloadLength(piece);
      const fits = following !== undefined && bytes + payloadLength(following) < window;
      if (fits && segments < SEGMENTS_PER_ACK) continue;
      yield turn(OPPOSITE[from], A);
      segments = 0;
      bytes = 0;
    }
  }

  if (close === 'fin') {
    yield turn('opener', F | A);
    yield turn('other', A);
    yield turn('other', F | A);
    yield turn('opener', A);
  } else if (close === 'reset') {
    yield turn('opener', R | A);
  }
}
