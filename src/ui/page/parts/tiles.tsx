/** Numbers with their names, side by side. */
export function Tiles({
  tiles,
}: {
  readonly tiles: readonly { readonly name: string; readonly value: string; readonly warn?: boolean }[];
}) {
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, warn }) => (
        <div key={name} class={warn === true ? 'warn' : ''}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
