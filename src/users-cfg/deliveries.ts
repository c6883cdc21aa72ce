import { addressKey, addressOf, type Delivery } from './account-types.js';
import type { Domains } from './domains.js';

/** An alias as its records say it, before anybody followed its targets. */
export interface WrittenAlias {
  readonly address: string;
  readonly domain: string;
  readonly targets: readonly string[];
}

/** What an address of ours is, beside an alias. */
export type Destinations = ReadonlyMap<string, Delivery>;

/** Where the targets of an alias lead. */
export interface Followed {
  readonly deliveries: readonly Delivery[];
  /** Targets of the alias itself that no record describes, as written. */
  readonly lost: readonly string[];
  /** Aliases that lead back to themselves, the way written out: `a@x → b@x → a@x`. */
  readonly loops: readonly string[];
  /** More aliases behind one another than any real server has; they were not followed to the end. */
  readonly tooLong: boolean;
}

const mostHops = 50;

interface Step {
  readonly alias: WrittenAlias;
  next: number;
}

/**
 * Follows an alias to everything that gets its mail. Aliases of aliases are followed to the end, each once; one that
 * names itself means the user or group of that name, if there is one (`jwayne → jwayne` beside `jwayne → info`: the vendor's
 * own example), and is a loop otherwise. `destinations` holds every address of a user, group, list or resource, and
 * every identifier as `id …`.
 */
export function followAlias(
  start: WrittenAlias,
  aliases: ReadonlyMap<string, WrittenAlias>,
  destinations: Destinations,
  domains: Domains,
): Followed {
  const deliveries = new Map<string, Delivery>();
  const lost: string[] = [];
  const loops: string[] = [];
  let tooLong = false;
  const done = new Set<string>([addressKey(start.address)]);
  const path: Step[] = [{ alias: start, next: 0 }];
  const onPath = new Set([addressKey(start.address)]);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const target = step.alias.targets[step.next];
    step.next += 1;
    if (target === undefined) {
      path.pop();
      onPath.delete(addressKey(step.alias.address));
      continue;
    }
    if (target.startsWith('#')) {
      deliveries.set(target, { kind: 'public folder', to: target });
      continue;
    }
    const address = canonical(target, step.alias.domain, domains);
    const alias = aliases.get(address.key);
    if (alias !== undefined && !onPath.has(address.key)) {
      if (done.has(address.key)) continue;
      if (path.length > mostHops) {
        tooLong = true;
        continue;
      }
      done.add(address.key);
      onPath.add(address.key);
      path.push({ alias, next: 0 });
      continue;
    }
    const known = destinations.get(`id ${target.toLowerCase()}`) ?? destinations.get(address.key) ?? null;
    const found = alias === undefined ? (known ?? address.outside) : known;
    if (found !== null) deliveries.set(`${found.kind} ${addressKey(found.to)}`, found);
    else if (alias !== undefined) loops.push(loopText(path, address.key));
    else if (step.alias === start) lost.push(target);
  }
  return { deliveries: [...deliveries.values()], lost, loops, tooLong };
}

/**
 * A target's key, with the domain's main name in it; and the delivery it is when nobody of ours has the address. That a
 * name is a further one of our domain is known by a guessed variable alone, so that such an address may be an outside one.
 */
function canonical(target: string, ownDomain: string, domains: Domains): { key: string; outside: Delivery | null } {
  const full = addressOf(target, ownDomain);
  const at = full.lastIndexOf('@');
  const domain = full.slice(at + 1);
  const own = domains.own(domain);
  return {
    key: addressKey(own === null ? full : addressOf(full.slice(0, at), own)),
    outside: own?.toLowerCase() === domain.toLowerCase() ? null : { kind: 'outside', to: full },
  };
}

function loopText(path: readonly Step[], key: string): string {
  const from = path.findIndex(({ alias }) => addressKey(alias.address) === key);
  return [...path.slice(from).map(({ alias }) => addressKey(alias.address)), key].join(' → ');
}
