import { z } from 'zod';
import { VARIABLE_NAME } from '../templates/template.ts';
import { expected } from './scalar.ts';

const NAME = 'a name of letters, digits and "_", no digit first';

/** Names that `${name}` can stand for. */
export const variableName = z.string(expected(NAME)).regex(VARIABLE_NAME, expected(NAME));

export const vars = z
  .record(
    variableName,
    z.union([z.string(), z.number(), z.boolean()], expected('text, a number, true or false')),
    expected('a mapping of names to values'),
  )
  .describe(
    `Values by name, which \${name} stands for in every text; the command line can give others. $\${ stands for \${ itself.`,
  );
