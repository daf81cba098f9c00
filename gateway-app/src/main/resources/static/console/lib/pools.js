// The pools that images can be in, and their namespaces.
import { get, withQuery } from "./api.js";
import { useResource } from "./resource.js";

export const DEFAULT_POOL = "rbd";

/** Their names, the default one first; until they are known, that one. */
export function usePools() {
  const system = useResource(() => get("/system"), []);
  return system.data?.pools ?? [DEFAULT_POOL];
}

/** Every namespace as {pool, name}, pool by pool. */
export function useNamespaces() {
  const pools = usePools();
  return useResource(
    async () => {
      const lists = await Promise.all(pools.map((pool) => get(withQuery("/namespaces", { pool }))));
      return lists.flatMap((it) => it.items);
    },
    [pools.join()],
    { topics: ["namespace"] },
  );
}

/** The names of namespaces, whichever pools have them. */
export function useAllNamespaces() {
  const { data } = useNamespaces();
  return [...new Set((data ?? []).map((it) => it.name))].sort();
}
