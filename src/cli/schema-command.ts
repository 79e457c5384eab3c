import { scriptJsonSchema } from '../script/json-schema.ts';
import { scriptReference } from '../script/reference.ts';
import { schemaText } from './schema-text.ts';
import { writeData } from './write-text.ts';

/** Prints the JSON Schema of scripts, or the reference page. */
export async function schemaCommand(reference: boolean): Promise<void> {
  const text = reference ? scriptReference() : `${schemaText(scriptJsonSchema())}\n`;
  await writeData(process.stdout, text);
}
