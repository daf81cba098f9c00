// Pages by the part of the address after #, so that the server needs to know none of them.
import { useLayoutEffect, useMemo, useState } from "./ui.js";

/** The parts of the present address, and its parameters. */
export function currentRoute() {
  const text = location.hash.replace(/^#\/?/, "");
  const [place, query = ""] = text.split("?");
  return {
    parts: place === "" ? [] : place.split("/").map(decodePart),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function decodePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute() {
  const [address, setAddress] = useState(location.hash);
  // Not later than the page is shown: who sees it may go on at once.
  useLayoutEffect(() => {
    const listener = () => setAddress(location.hash);
    addEventListener("hashchange", listener);
    listener();
    return () => removeEventListener("hashchange", listener);
  }, []);
  return useMemo(currentRoute, [address]);
}

/** The address of a page. */
export function link(...parts) {
  return "#/" + parts.map(encodeURIComponent).join("/");
}

export function imageLink(image, tab) {
  const query = new URLSearchParams();
  if (image.namespace) query.set("namespace", image.namespace);
  if (tab) query.set("tab", tab);
  const text = query.toString();
  return link("images", image.pool, image.name) + (text ? `?${text}` : "");
}

export function go(address) {
  location.hash = address;
}
