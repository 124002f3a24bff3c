/** Who is called by whom, and how far from the clients that is. */
interface Call {
  from: string;
  to: string;
}

/** Ids at the other end of calls, by those at this one. */
export function endsOf(
  calls: readonly Call[],
  own: keyof Call,
  other: keyof Call,
): ReadonlyMap<string, ReadonlySet<string>> {
  const ends = new Map<string, Set<string>>();
  for (const call of calls)
    ends.set(call[own], (ends.get(call[own]) ?? new Set()).add(call[other]));
  return ends;
}

/** How many calls away from any client each client and service is, on the shortest way. */
export function depthsOf(
  clients: readonly { id: string }[],
  calls: readonly Call[],
): Map<string, number> {
  const callees = endsOf(calls, 'from', 'to');
  const depths = new Map(clients.map(({ id }) => [id, 0]));
  // Those added during the loop are visited, too.
  for (const [id, depth] of depths)
    for (const to of callees.get(id) ?? []) if (!depths.has(to)) depths.set(to, depth + 1);
  return depths;
}
