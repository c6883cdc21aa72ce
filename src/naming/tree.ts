/** How the nodes of a tree of names are renamed. */
export interface TreeRules {
  /** The name as the destination takes it; `depth` is 0 at the top. Two names may become one. */
  clean(name: string, depth: number): string;
  /** What the name occupies among its siblings: no two of them may share an entry. */
  claims(name: string): readonly string[];
}

interface Node {
  readonly children: Map<string, Node>;
  /** What the node is called at the destination. */
  name: string;
}

/**
 * The paths with every segment renamed, in the order given. Equal segments below equal parents stay one, different ones
 * stay different: where two clean names claim the same, the one that needed no cleaning keeps it and the others get
 * ` (2)`, ` (3)`, … in order of code units. The result does not depend on the order of the paths.
 */
export function renameTree(paths: readonly (readonly string[])[], rules: TreeRules): string[][] {
  const root: Node = { children: new Map(), name: '' };
  const trails = paths.map((path) => path.map(stepper(root)));
  nameChildren(root, rules, 0);
  return trails.map((trail) => trail.map((node) => node.name));
}

/** Gives a function that goes down one segment with each call, making the node where it is missing. */
function stepper(root: Node): (segment: string) => Node {
  let at = root;
  return (segment) => {
    const child = at.children.get(segment) ?? { children: new Map<string, Node>(), name: '' };
    at.children.set(segment, child);
    at = child;
    return child;
  };
}

function nameChildren(parent: Node, rules: TreeRules, depth: number): void {
  const children = [...parent.children].map(([segment, node]) => ({
    segment,
    node,
    clean: rules.clean(segment, depth),
  }));
  children.sort((a, b) => rank(a) - rank(b) || (a.segment < b.segment ? -1 : 1));
  const taken = new Set<string>();
  // By what a clean name claims, the number that the next one of that name may get.
  const next = new Map<string, number>();
  for (const { node, clean } of children) {
    node.name = clean;
    const [claim = clean] = rules.claims(clean);
    let n = next.get(claim) ?? 2;
    for (; rules.claims(node.name).some((entry) => taken.has(entry)); n += 1) node.name = `${clean} (${n})`;
    next.set(claim, n);
    for (const entry of rules.claims(node.name)) taken.add(entry);
    nameChildren(node, rules, depth + 1);
  }
}

function rank({ segment, clean }: { readonly segment: string; readonly clean: string }): number {
  return clean === segment ? 0 : 1;
}
