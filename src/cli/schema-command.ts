import { scriptJsonSchema } from '../script/json-schema.ts';
import { scriptReference } from '../script/reference.ts';
import { writeData } from './write-text.ts';

/** Prints the JSON Schema of scripts, or the reference page. */
export async function schemaCommand(reference: boolean): Promise<void> {
  const text = reference ? scriptReference() : `${JSON.stringify(scriptJsonSchema(), null, 2)}\n`;
  await writeData(process.stdout, text);
}
