/** What is longer stands on several lines. */
const WIDTH = 120;

/** @returns JSON that can be read: what fits on a line stands on one, so that a large schema is not mostly indentation */
export function schemaText(value: unknown, indentation = ''): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indentation.length + flat.length <= WIDTH) return flat;
  const inner = `${indentation} `;
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, member]) => {
    const name = isList ? '' : `${JSON.stringify(key)}: `;
    return `${inner}${name}${schemaText(member, inner)}`;
  });
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${members.join(',\n')}\n${indentation}${close}`;
}
