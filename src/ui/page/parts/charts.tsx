import { useId } from 'preact/hooks';

/** What a bar stands for. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
  /** What the picture shows, in a sentence, for whoever does not see it. */
  readonly description: string;
}

const WIDTH = 360;
const ROW = 24;
const NAME = 166;
const VALUE = 58;

/** Lying bars, in the order given: names may be long. */
export function Bars({ title, bars, format, description }: Chart) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <Frame title={title} description={description} height={bars.length * ROW}>
      {bars.map(({ name, value }, row) => {
        const length = Math.max(2, (value / most) * (WIDTH - NAME - VALUE));
        const y = row * ROW;
        return (
          <g key={name}>
            <text class="name" x={NAME - 8} y={y + 16}>
              {shorten(name, 22)}
            </text>
            <rect class="bar" x={NAME} y={y + 5} width={length.toFixed(1)} height={14} rx={2} />
            <text x={(NAME + length + 6).toFixed(1)} y={y + 16}>
              {format(value)}
            </text>
          </g>
        );
      })}
    </Frame>
  );
}

const HIGH = 132;

/** Standing bars for what has an order of its own, such as years. Only as many names as fit are written. */
export function Columns({ title, bars, format, description }: Chart) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const every = Math.max(1, Math.ceil(36 / step));
  return (
    <Frame title={title} description={description} height={HIGH + 34}>
      {bars.map(({ name, value }, at) => {
        const length = Math.max(value === 0 ? 0 : 1.5, (value / most) * HIGH);
        const middle = ((at + 0.5) * step).toFixed(1);
        return (
          <g key={name}>
            <rect
              class="bar"
              x={(at * step + step * 0.14).toFixed(1)}
              y={(HIGH + 14 - length).toFixed(1)}
              width={Math.min(48, step * 0.72).toFixed(1)}
              height={length.toFixed(1)}
              rx={2}
            />
            {value === most ? (
              <text class="middle quiet" x={middle} y={(HIGH + 9 - length).toFixed(1)}>
                {format(value)}
              </text>
            ) : null}
            {at % every === 0 ? (
              <text class="middle" x={middle} y={HIGH + 30}>
                {name}
              </text>
            ) : null}
          </g>
        );
      })}
      <line class="axis" x1={0} x2={WIDTH} y1={HIGH + 14} y2={HIGH + 14} />
    </Frame>
  );
}

function Frame({
  title,
  description,
  height,
  children,
}: {
  readonly title: string;
  readonly description: string;
  readonly height: number;
  readonly children: preact.ComponentChildren;
}) {
  const id = useId();
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={`${id}t ${id}d`}>
        <title id={`${id}t`}>{title}</title>
        <desc id={`${id}d`}>{description}</desc>
        {children}
      </svg>
    </figure>
  );
}

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const signs = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
