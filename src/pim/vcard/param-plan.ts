import { detached, type Octets, trimOctets } from '../../core/octets.js';
import { areLegalParams, formatParams, type Param, parseParams } from '../params.js';

/** What the parameters of a property say, and what they are in vCard 3.0. */
export interface ParamPlan {
  /** The parameters in vCard 3.0; the same octets where they were right already. */
  readonly params: Octets;
  /** How the value is encoded as it stands. */
  readonly encoding: 'none' | 'quoted-printable' | 'base64';
  /** The charset of the value that the property itself declares (vCard 2.1 section 2.1.6). */
  readonly charset: string | null;
  /** VALUE, lower case; null without one. */
  readonly valueType: string | null;
  /** A name was none that readers take (RFC 6350 section 3.3: letters, digits, `-`) and became one. */
  readonly renamed: boolean;
}

const none: ParamPlan = { params: '', encoding: 'none', charset: null, valueType: null, renamed: false };

/** Few different parameters stand in the cards of a folder, each a thousand times. */
const known = new Map<Octets, ParamPlan>();
const maxKnown = 2_000;

/**
 * Plans the parameters of a property for vCard 3.0 (RFC 2426 section 4): bare vCard 2.1 values become TYPE or ENCODING,
 * CHARSET and ENCODING are taken out (`b` stays), a quoted list of types (vCard 4.0) is unquoted, PREF=1 is TYPE=pref as well,
 * and what no reader would take is quoted or dropped. Case, order and unknown parameters stay.
 */
export function planParams(raw: Octets): ParamPlan {
  if (raw === '') return none;
  let plan = known.get(raw);
  if (plan === undefined) {
    const key = detached(raw);
    plan = makePlan(key);
    if (known.size >= maxKnown) known.clear();
    known.set(key, plan);
  }
  return plan;
}

function makePlan(raw: Octets): ParamPlan {
  const params = parseParams(raw);
  const kept: Param[] = [];
  let encoding: ParamPlan['encoding'] = 'none';
  let charset: string | null = null;
  let valueType: string | null = null;
  let renamed = false;
  for (const param of params) {
    const value = param.values.join(',');
    const bare = param.name === '' ? bareMeaning(value) : null;
    const name = bare?.name ?? param.name;
    if (name === 'ENCODING') {
      encoding = encodingNamed(value) ?? encoding;
      if (encoding === 'base64') kept.push({ name: 'ENCODING', values: ['b'] });
      else if (encodingNamed(value) === null) kept.push({ name: 'X-ENCODING', values: param.values });
    } else if (name === 'CHARSET') charset = value;
    else if (name === 'TYPE') kept.push({ name, values: value.split(',').map(trimOctets) });
    else if (/[A-Z0-9]/.test(name)) {
      const legal = name.replace(/[^A-Z0-9-]+/g, '-');
      renamed ||= legal !== name;
      kept.push({ name: legal, values: param.values });
    }
    if (name === 'VALUE') valueType = value.toLowerCase();
    if (name === 'PREF' && value === '1') kept.push({ name: 'TYPE', values: ['pref'] });
  }
  const rewritten = formatParams(kept);
  const legal = areLegalParams(raw) && sameMeaning(parseParams(raw), kept);
  return { params: legal ? raw : rewritten, encoding, charset, valueType, renamed };
}

/** vCard 2.1 lets the name go where the value tells it (section 2.1.3). */
function bareMeaning(value: Octets): { readonly name: string } {
  const upper = value.toUpperCase();
  if (encodingNamed(upper) !== null) return { name: 'ENCODING' };
  return {
    name: upper === 'URL' || upper === 'CID' || upper === 'CONTENT-ID' || upper === 'INLINE' ? 'VALUE' : 'TYPE',
  };
}

function encodingNamed(value: Octets): ParamPlan['encoding'] | null {
  switch (value.toUpperCase()) {
    case 'QUOTED-PRINTABLE':
      return 'quoted-printable';
    case 'B':
    case 'BASE64':
      return 'base64';
    case '7BIT':
    case '8BIT':
      return 'none';
    default:
      return null;
  }
}

/** Nothing had to be renamed, dropped or added; letter case does not count. */
function sameMeaning(before: readonly Param[], after: readonly Param[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ name, values }, index) => {
      const other = after[index];
      return (
        other?.name === name &&
        other.values.length === values.length &&
        values.every((value, place) => value.toLowerCase() === other.values[place]?.toLowerCase())
      );
    })
  );
}
