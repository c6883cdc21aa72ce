import { describe, expect, it } from 'vitest';
import { type Component, formatComponent, readComponents } from '../../src/pim/components.js';

/** `VEVENT[SUMMARY,VALARM[TRIGGER]]`, with `!` behind a component whose END is missing. */
function shape(component: Component): string {
  const inside = [...component.lines.map((line) => line.name || '?'), ...component.components.map(shape)];
  return `${component.name}[${inside.join(',')}]${component.closed ? '' : '!'}`;
}

function read(text: string): { shapes: string[]; problems: readonly string[]; outside: string[] } {
  const { components, problems, outside } = readComponents(text);
  return { shapes: components.map(shape), problems, outside: outside.map((line) => line.raw) };
}

describe('readComponents', () => {
  it('reads nested components, several of them, and what lies around them', () => {
    expect(
      read(
        'x\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nBEGIN:VALARM\nTRIGGER:b\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\nbegin:vcard\nFN:c\nend:vCard\n--b--\n',
      ),
    ).toEqual({
      shapes: ['VCALENDAR[VEVENT[SUMMARY,VALARM[TRIGGER]]]', 'VCARD[FN]'],
      problems: [],
      outside: ['x', '--b--'],
    });
  });

  it('ends what an outer END or the next BEGIN shows to be over', () => {
    expect(read('BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nA:1\nEND:VEVENT\nEND:VCALENDAR\n').shapes).toEqual([
      'VCALENDAR[VEVENT[VALARM[A]!]]',
    ]);
    expect(read('BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD')).toEqual({
      shapes: ['VCARD[FN]!', 'VCARD[FN]'],
      problems: ['END:VCARD is missing'],
      outside: [],
    });
    expect(read('BEGIN:VCALENDAR\nBEGIN:VEVENT\nA:1\nBEGIN:VEVENT\nB:1\nEND:VEVENT').shapes).toEqual([
      'VCALENDAR[VEVENT[A]!,VEVENT[B]]!',
    ]);
  });

  it.each([
    ['END:VCAR', ['END:VCAR ends VCARD']],
    ['END:', ['END: ends VCARD']],
    ['EN', ['END:VCARD is missing']],
    ['', ['END:VCARD is missing']],
    ['END:VCARDSubject: x', ['END:VCARDSUBJECT: X was read as the end it begins with']],
    ['END:VNOTE', ['END:VNOTE ends VCARD']],
  ])('understands %j where END:VCARD should be', (end, problems) => {
    const { components, problems: found } = readComponents(`BEGIN:VCARD\nFN:a\n${end}`);
    expect(components[0]?.lines.map((line) => line.raw)).toEqual(['FN:a']);
    expect(found).toEqual(problems);
  });

  it('ignores an END that ends nothing', () => {
    expect(read('END:VCARD\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VALARM\nA:1\nEND:VEVENT\nEND:VCALENDAR')).toEqual({
      shapes: ['VCALENDAR[VEVENT[A]]'],
      problems: ['END:VCARD without a BEGIN', 'END:VALARM inside VEVENT was ignored'],
      outside: [],
    });
  });

  it('keeps the card of an agent inside its card', () => {
    expect(read('BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nFN:a\nEND:VCARD').shapes).toEqual([
      'VCARD[AGENT,FN,VCARD[FN]]',
    ]);
  });

  it('dissolves what is nested too deep, and keeps its lines', () => {
    const begins = Array.from({ length: 22 }, (_, at) => `BEGIN:X-A\nA${at}:1\n`).join('');
    const { shapes, problems } = read(`${begins}${'END:X-A\n'.repeat(22)}BEGIN:VCARD\nFN:b\nEND:VCARD`);
    const inner = 'X-A[A19,A20,A21]';
    const outer = Array.from({ length: 19 }, (_, at) => at).reduceRight((shape, at) => `X-A[A${at},${shape}]`, inner);
    expect(shapes).toEqual([outer, 'VCARD[FN]']);
    expect(problems).toEqual(['components are nested too deep: the inner ones were dissolved']);
  });

  it('gives an agent of an agent of an agent a card of its own: each level would double all escapes', () => {
    const text = Array.from({ length: 6 }, (_, at) => `BEGIN:VCARD\nFN:${at}\nAGENT:\n`).join('');
    expect(read(`${text}${'END:VCARD\n'.repeat(6)}`).shapes).toEqual([
      'VCARD[FN,AGENT,VCARD[FN,AGENT,VCARD[FN,AGENT,VCARD[FN,AGENT]!]!]!]!',
      'VCARD[FN,AGENT,VCARD[FN,AGENT]]',
    ]);
  });

  it('reads 100,000 components inside each other', () => {
    const { components } = readComponents(`${'BEGIN:X-A\n'.repeat(100_000)}A:1\n`);
    expect(components.map(formatComponent).join('')).toHaveLength(
      20 * 'BEGIN:X-A\r\nEND:X-A\r\n'.length + 'A:1\r\n'.length,
    );
  });

  it('writes what it read', () => {
    const text = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nX-a;B="c:d":e\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    expect(readComponents(text).components.map(formatComponent).join('')).toBe(text);
  });
});
