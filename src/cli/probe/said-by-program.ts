import { counted } from '../../report/words.ts';
import type { Ended } from './started-program.ts';

/** Different things that are shown: of a program that says something else each time, the first are enough. */
const MOST_SHOWN = 3;

/** What a program writes to standard error, of all its starts: what it says each time is shown once. */
export class SaidByProgram {
  readonly #texts = new Map<string, number>();
  #others = 0;

  add({ said, unsaid }: Pick<Ended, 'said' | 'unsaid'>): void {
    if (said.length === 0) return;
    const more = unsaid > 0 ? `\n… ${counted(unsaid, 'more byte')}` : '';
    const text = `${new TextDecoder().decode(said).trimEnd()}${more}`;
    const count = this.#texts.get(text);
    if (count === undefined && this.#texts.size >= MOST_SHOWN) this.#others++;
    else this.#texts.set(text, (count ?? 0) + 1);
  }

  /** @returns text for a person, not escaped; empty if it said nothing */
  toString(): string {
    const lines = [...this.#texts].flatMap(([text, count]) => [
      `netchannel-sim: The program said on standard error${count > 1 ? `, ${count} times` : ''}:`,
      ...text.split('\n').map((line) => `  | ${line}`),
    ]);
    if (this.#others > 0) {
      lines.push(`netchannel-sim: It said other things ${counted(this.#others, 'more time')}`);
    }
    return lines.map((line) => `${line}\n`).join('');
  }
}
