import { scriptJsonSchema } from '../../script/json-schema.ts';
import { scriptReference } from '../../script/reference.ts';
import { writeData } from '../terminal/write-text.ts';
import { schemaText } from './text.ts';

/** Prints the JSON Schema of scripts, or the reference page. */
export async function schemaCommand(reference: boolean): Promise<void> {
  const text = reference ? scriptReference() : `${schemaText(scriptJsonSchema())}\n`;
  await writeData(process.stdout, text, 'json');
}
