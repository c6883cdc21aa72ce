/** Numbers with their names, side by side. */
export function Tiles({
  tiles,
}: {
  readonly tiles: readonly {
    readonly name: string;
    readonly value: string;
    readonly note?: string;
    readonly warn?: boolean;
  }[];
}) {
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, note, warn }) => (
        <div key={name} class={warn === true ? 'warn' : ''}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note === undefined ? null : <span class="note"> {note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
