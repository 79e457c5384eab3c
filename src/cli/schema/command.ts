import { reportJsonSchema } from '../../report/report-json-schema.ts';
import { REPORT_KINDS } from '../../report/report-kinds.ts';
import { scriptJsonSchema } from '../../script/json-schema.ts';
import { scriptReference } from '../../script/reference.ts';
import { CliError } from '../cli-error.ts';
import { closestHint } from '../options/closest-hint.ts';
import { writeData } from '../terminal/write-text.ts';
import { SCHEMA_SUBJECTS, SCRIPT } from './subjects.ts';
import { schemaText } from './text.ts';

/**
 * Prints the JSON Schema of scripts or of a kind of JSON report, or the reference page.
 *
 * @param subject - what the schema is of
 * @throws CliError if there is no such schema
 */
export async function schemaCommand(subject: string, reference: boolean): Promise<void> {
  if (reference && subject !== SCRIPT) {
    throw new CliError(`There is no reference page of ${JSON.stringify(subject)}: leave out --reference`);
  }
  const text = reference ? scriptReference() : `${schemaText(schemaOf(subject))}\n`;
  await writeData(process.stdout, text, reference ? 'text' : 'json');
}

function schemaOf(subject: string): object {
  if (subject === SCRIPT) return scriptJsonSchema();
  const kind = REPORT_KINDS.find((name) => name === subject);
  if (kind !== undefined) return reportJsonSchema(kind);
  const hint = closestHint(subject, SCHEMA_SUBJECTS);
  throw new CliError(
    `There is no schema of ${JSON.stringify(subject)}${hint}; there are those of ${SCHEMA_SUBJECTS.join(', ')}`,
  );
}
