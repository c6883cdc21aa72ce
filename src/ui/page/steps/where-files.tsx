import { Choice, FolderField, Select, Tick } from '../parts/field.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { FORMAT_NAMES, FORMATS, type FormatName, formatOf, KINDS } from './where-rules.js';

const words = texts.where;

/** Files: what for, where, and what comes along. */
export function FilesWay() {
  const { draft, home } = useSession();
  return (
    <>
      <section class="card" aria-labelledby="format">
        <h2 id="format">{texts.ways.files.title}</h2>
        <FolderField
          label={words.out}
          hint={words.outHint}
          value={draft.out}
          start={home}
          onValue={(out) => answer({ out: out.trim() })}
        />
        <Choice<FormatName>
          columns
          legend={words.format}
          value={formatOf(draft)}
          choices={FORMAT_NAMES.map((value) => {
            const [label, hint] = words.formats[value];
            return { value, label, hint };
          })}
          onValue={(name) => answer({ ...FORMATS[name] })}
        />
      </section>
      <KindsAndPasswords kinds={KINDS} />
    </>
  );
}

/** What comes along, and passwords where accounts do. */
export function KindsAndPasswords({ kinds }: { readonly kinds: readonly string[] }) {
  const { draft } = useSession();
  const chosen = draft.kinds.length === 0 ? kinds : draft.kinds;
  const tick = (kind: string, ticked: boolean): void => {
    const next = KINDS.filter((each) => kinds.includes(each) && (each === kind ? ticked : chosen.includes(each)));
    // None would be all again.
    if (next.length > 0) answer({ kinds: next.length === kinds.length ? [] : next });
  };
  return (
    <section class="card" aria-labelledby="kinds">
      <h2 id="kinds">{words.kinds}</h2>
      <div class="ticks" role="group" aria-labelledby="kinds">
        {kinds.map((kind) => (
          <Tick key={kind} checked={chosen.includes(kind)} onChecked={(ticked) => tick(kind, ticked)}>
            {words.kindsNames[kind]}
          </Tick>
        ))}
      </div>
      {chosen.includes('accounts') ? (
        <Select
          label={words.passwords}
          hint={words.passwordsHint}
          value={draft.passwords === 'generate' || draft.passwords === 'none' ? draft.passwords : ''}
          choices={[
            ['generate', words.passwordsGenerate],
            ['none', words.passwordsNone],
            ['', words.passwordsUsual],
          ]}
          onValue={(passwords) => answer({ passwords })}
        />
      ) : null}
    </section>
  );
}
