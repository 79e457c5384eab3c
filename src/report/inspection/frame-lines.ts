import type { InspectedFrame } from '../../inspection/inspected-frame.ts';
import type { Style } from '../style.ts';
import { type Piece, wrapPieces } from '../wrap.ts';
import { formatTime } from './time.ts';

/** What was found in a frame, and what the frame is: a line for each, broken where it does not fit. */
export function frameLines(
  frame: InspectedFrame,
  finding: readonly (Piece | string)[],
  width: number,
  style: Style,
): string[] {
  const number = { text: `Frame ${frame.number}`, paint: style.strong };
  const time = frame.time === null ? '' : `; ${formatTime(frame.time)}`;
  const flow = [{ text: 'in', paint: style.dim }, ` ${frame.flow}`, { text: time, paint: style.dim }];
  return [
    ...wrapPieces([number, ': ', ...finding], width, '  ', '    '),
    ...wrapPieces(flow, width, '    ', '      '),
  ];
}
