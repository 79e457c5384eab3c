import {
  type NotJudgedReason,
  notJudgedWords,
  REASON_NAMES,
  REASON_NONE,
  REASON_OTHER,
} from './not-judged.ts';

/** Frames that were not judged for the same reason. */
export interface NotJudgedGroup {
  reason: NotJudgedReason;
  /** The number that the reason is about, such as the EtherType; null if there is none. */
  value: number | null;
  /** The reason in words that stand alone: 'ethertype 0x88b5 (for local experiments) is not known'. */
  text: string;
  frames: number;
  firstFrame: number;
}

/** Reasons that are counted one by one; what comes after them is counted together. */
export const MOST_REASONS = 64;

interface Row {
  reason: number;
  value: number;
  frames: number;
  firstFrame: number;
}

/** Counts frames by the reason for which they were not judged; allocates only for a reason that is new. */
export class NotJudgedCounts {
  #rows: Row[] = [];
  /** The row that was counted in last: frames of a kind come in a row. */
  #last: Row = { reason: REASON_NONE, value: 0, frames: 0, firstFrame: 0 };

  /**
   * Counts a frame.
   *
   * @param reason - one of the REASON constants
   * @param value - the number that it is about
   * @param frame - its number, from 1
   */
  count(reason: number, value: number, frame: number): void {
    if (this.#last.reason !== reason || this.#last.value !== value)
      this.#last = this.#row(reason, value, frame);
    this.#last.frames++;
  }

  clear(): void {
    this.#rows = [];
    this.#last = { reason: REASON_NONE, value: 0, frames: 0, firstFrame: 0 };
  }

  /** @returns the counts so far, most frames first */
  list(): NotJudgedGroup[] {
    const groups = this.#rows.map(({ reason, value, frames, firstFrame }) => ({
      reason: REASON_NAMES[reason] ?? 'other',
      value: reason === REASON_OTHER ? null : value,
      text: notJudgedWords(reason, value),
      frames,
      firstFrame,
    }));
    return sorted(groups);
  }

  #row(reason: number, value: number, frame: number): Row {
    const rows = this.#rows;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row;
      if (row.reason === reason && row.value === value) return row;
    }
    if (rows.length > MOST_REASONS) return rows[MOST_REASONS] as Row;
    const isOne = rows.length < MOST_REASONS;
    const added = {
      reason: isOne ? reason : REASON_OTHER,
      value: isOne ? value : 0,
      frames: 0,
      firstFrame: frame,
    };
    rows.push(added);
    return added;
  }
}

/**
 * Joins the counts of parts of a run.
 * @param parts - in their order
 */
export function mergeNotJudged(parts: readonly (readonly NotJudgedGroup[])[]): NotJudgedGroup[] {
  const groups = new Map<string, NotJudgedGroup>();
  let other: NotJudgedGroup | undefined;
  // In the order in which the run would come upon them, which decides what is counted one by one.
  const all = parts.flatMap((part) => [...part].sort((a, b) => a.firstFrame - b.firstFrame));
  for (const group of all) {
    const key = `${group.reason} ${group.value}`;
    const known = groups.get(key);
    if (known !== undefined) {
      known.frames += group.frames;
    } else if (group.value !== null && groups.size < MOST_REASONS) {
      groups.set(key, { ...group });
    } else if (other === undefined) {
      other = { ...group, reason: 'other', value: null, text: notJudgedWords(REASON_OTHER, 0) };
    } else {
      other.frames += group.frames;
    }
  }
  return sorted([...groups.values(), ...(other === undefined ? [] : [other])]);
}

function sorted(groups: NotJudgedGroup[]): NotJudgedGroup[] {
  return groups.sort((a, b) => b.frames - a.frames || a.firstFrame - b.firstFrame);
}
