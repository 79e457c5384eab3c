export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** Where an annotation is shown. Lines and columns count from 1; 0 where there is none. */
export interface AnnotatedPlace {
  file: string;
  line: number;
  column: number;
}

/**
 * @returns a workflow command of GitHub Actions that shows a text beside a line of a file, without the end of the line
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(
  level: AnnotationLevel,
  { file, line, column }: AnnotatedPlace,
  title: string,
  text: string,
): string {
  const properties = [
    ['file', file],
    ...(line > 0 ? [['line', String(line)]] : []),
    ...(line > 0 && column > 0 ? [['col', String(column)]] : []),
    ['title', title],
  ].map(([name = '', value = '']) => `${name}=${escapedProperty(value)}`);
  return `::${level} ${properties.join(',')}::${escapedData(text)}`;
}

/** As @actions/core writes it: nothing in it ends the line, and so the command. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Nor ends the property, or the properties. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
