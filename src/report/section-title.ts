import type { ReportContext } from './report-context.ts';
import { wrapPieces } from './wrap.ts';

/** @returns the title of a section, and behind it what it is about */
export function sectionTitle(
  title: string,
  text: string,
  { style, width }: Pick<ReportContext, 'style' | 'width'>,
): string[] {
  return wrapPieces([{ text: title, paint: style.heading }, `  ${text}`], width, '', '  ');
}
