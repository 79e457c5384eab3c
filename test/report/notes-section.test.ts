import { expect, test } from 'vitest';
import { notesSection, secondsText } from '../../src/report/notes-section.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import type { NoteEntry } from '../../src/simulation/result.ts';

const quiet: NoteEntry = {
  step: 0,
  text: 'x',
  time: 0,
  frames: 0,
  delivered: 0,
  discarded: 0,
  notJudged: 0,
  leakedBytes: 0,
};

function section(notes: readonly NoteEntry[], noteCount = notes.length): string {
  return notesSection({ notes: [...notes], noteCount }, 40, PLAIN_STYLE).join('\n');
}

test('each note with its time, its text wrapped, and what crossed until the next', () => {
  const text = section([
    {
      ...quiet,
      text: 'Alice logs in, and gets a token that nobody else should see.\n',
      frames: 1,
      delivered: 1,
    },
    {
      ...quiet,
      time: 12.0000005,
      text: 'two\nlines \u001b[2J',
      frames: 1234,
      delivered: 1200,
      discarded: 30,
      notJudged: 2,
      leakedBytes: 1,
    },
    { ...quiet, time: 13 },
  ]);
  expect(text).toBe(`\
NOTES  told by the script, and what
  crossed until the next one
       0.000 s  Alice logs in, and gets
                a token that nobody else
                should see.
                → 1 frame: 1 delivered;
                  nothing leaked
  12.0000005 s  two
                lines \\u{1b}[2J
                → 1,234 frames: 1,200
                  delivered, 30
                  discarded, 2
                  unverifiable, 2 not
                  judged; 1 byte leaked
      13.000 s  x
                → nothing crossed`);
});

test('says how many it does not have', () => {
  expect(section([quiet], 1001)).toMatch(/\n {2}… 1,000 more notes, of which the report keeps nothing$/);
});

test('is not there without notes', () => {
  expect(section([])).toBe('');
});

test('times keep their digits', () => {
  expect([0, 1.5, 0.00012, 0.000000001, 86400].map(secondsText)).toEqual([
    '0.000',
    '1.500',
    '0.00012',
    '0.000000001',
    '86400.000',
  ]);
});
