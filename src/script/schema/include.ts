import { z } from 'zod';
import { once } from './once.ts';
import { expected, text } from './scalar.ts';
import { vars } from './vars.ts';

const FILE = "a script's file name in quotes, relative to this script";
const FORMS = 'a file name, or {file: …, vars: …}';

const fileName = text(FILE).min(1, expected(FILE));

/** A step that stands for the steps of another script. */
export const include = once(() =>
  z
    .union(
      [
        fileName,
        z.strictObject({
          file: fileName.describe('Its file, relative to the script that this stands in.'),
          vars: vars
            .optional()
            .describe(
              "Values of its variables. For one that has none here the including script's variable of that name counts, then --define, then its own value.",
            ),
        }),
      ],
      expected(FORMS),
    )
    .describe(
      'The steps of another script, taken here; of its other keys only vars, hosts and include count.',
    ),
);

/** At the head: what other scripts bring to this one, their steps left alone. */
export const headInclude = once(() =>
  z
    .union(
      [
        fileName,
        z.array(fileName, expected('a list of file names')).min(1, expected('at least one file name')),
      ],
      expected('a file name or a list of them'),
    )
    .describe(
      "Other scripts whose hosts and vars are taken as if they stood here, relative to this script; not their steps. This script's own vars win, then those of the last one. No variable can stand in these names.",
    ),
);

export type IncludeInput = z.output<ReturnType<typeof include>>;
