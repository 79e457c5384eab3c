import type { Replayed } from '../../replay/replay.ts';
import { counted } from '../../report/words.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { EXIT } from '../exit-codes.ts';
import { askedFindings } from '../options/fail-on.ts';
import { writeText } from '../terminal/write-text.ts';
import type { ReplaySettings } from './options.ts';

/** What an Ethernet carries unless somebody has asked for more: 1500 bytes behind the header, or a tag more. */
const ORDINARY_FRAME = 1518;

/** A replay, and whether all readers took what was written. */
interface ToldReplay extends Replayed {
  isTaken: boolean;
}

/**
 * Says on standard error what is out of the ordinary.
 * @returns the exit status
 */
export async function concludeReplay(
  { results, packets, leftOut, largestFrame, cut, moved, damage, isTaken }: ToldReplay,
  { failOn, releases, mtu }: ReplaySettings,
  interrupted: number | undefined,
): Promise<number> {
  // Whoever asked it when all had been sent, or the rest cannot be, has stopped nothing.
  const isOver = damage !== undefined || results.every(({ complete }) => complete);
  const stopped = isOver && isTaken ? undefined : interrupted;
  const lines: string[] = [];
  const asked = results.flatMap((result) => {
    const under = releases.length > 0 ? `Under ${result.release}: ` : '';
    return askedFindings(result, failOn).map((line) => `${under}${line}`);
  });
  if (leftOut > 0)
    lines.push(`Warning: ${counted(leftOut, 'packet')} of ${packets} left out; the report says why`);
  if (cut > 0) {
    lines.push(
      `Warning: ${counted(cut, 'packet')} of ${packets} cut when captured: what is there is sent, and its length on the wire is lost`,
    );
  }
  if (moved > 0) {
    lines.push(
      `Warning: ${counted(moved, 'packet')} of ${packets} ${moved === 1 ? 'crosses' : 'cross'} at another time than theirs, which is not after the one before, or was not recorded`,
    );
  }
  if (largestFrame > ORDINARY_FRAME && mtu === undefined) {
    lines.push(
      `Warning: The largest frame has ${largestFrame} bytes, as no Ethernet with an MTU of 1500 carries it; --mtu 1500 leaves such frames out`,
    );
  }
  lines.push(...asked);
  if (packets === 0) lines.push('Warning: The capture holds no packet');
  if (damage !== undefined) lines.push(damageText(damage, packets));
  if (stopped !== undefined) {
    lines.push(`Stopped${isOver ? `; ${UNTAKEN}` : ` after ${counted(packets, 'packet')}`}`);
  }
  await writeText(process.stderr, lines.map((line) => `netchannel-sim: ${line}\n`).join(''));
  if (stopped !== undefined) return stopped;
  if (damage !== undefined) return EXIT.error;
  return asked.length > 0 ? EXIT.findings : EXIT.done;
}

/** @returns why the runs are not those of the whole capture, unless that is because somebody stopped them */
export function failureOf({ packets, damage }: Replayed): string | undefined {
  return damage === undefined ? undefined : damageText(damage, packets);
}

function damageText({ message }: Error, packets: number): string {
  return `${message}; replayed are the ${counted(packets, 'packet')} before`;
}
