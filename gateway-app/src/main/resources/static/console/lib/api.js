// REST: requests with the token, answers as JSON, refusals as errors that know their field.
import { token } from "./token.js";

export const BASE = "/api/v1";

/** A request that was refused: a problem document (RFC 9457), or no answer at all. */
export class ApiError extends Error {
  constructor(status, detail, field) {
    super(detail);
    this.status = status;
    this.field = field;
  }
}

let unauthorizedListener = () => {};

/** Calls back when a token is not, or no longer, taken. */
export function onUnauthorized(listener) {
  unauthorizedListener = listener;
}

/** A path of the API from its parts, each of which may hold anything. */
export function path(...parts) {
  return "/" + parts.map(encodeURIComponent).join("/");
}

/** The path of an image, or of something of it. */
export function imagePath(image, ...rest) {
  const place = path("images", image.pool, image.name, ...rest);
  return image.namespace ? `${place}?namespace=${encodeURIComponent(image.namespace)}` : place;
}

/** A fetch with the token; throws an ApiError unless the status is 2xx. */
export async function request(method, place, { body, headers, signal, bearer = token() } = {}) {
  const init = {
    method,
    signal,
    cache: "no-store",
    headers: { Authorization: `Bearer ${bearer}`, ...headers },
  };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(BASE + place, init);
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new ApiError(0, "The gateway does not answer.");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) unauthorizedListener(problem.detail);
  const detail = problem.detail || problem.title || `The gateway answered ${response.status}.`;
  return new ApiError(response.status, detail, problem.field);
}

/** A request whose answer is JSON, or nothing. */
export async function call(method, place, body, options) {
  const response = await request(method, place, { body, ...options });
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

export const get = (place, options) => call("GET", place, undefined, options);
export const post = (place, body) => call("POST", place, body);
export const patch = (place, body) => call("PATCH", place, body);
export const put = (place, body) => call("PUT", place, body);
export const remove = (place) => call("DELETE", place);

/** The largest page that the API gives. */
const PAGE = 1000;

/** Every element of a list, page by page, up to as many as a person can look through. */
export async function all(place, limit = 5000) {
  const items = [];
  let after = null;
  do {
    const page = await get(withQuery(place, { limit: PAGE, after }));
    items.push(...page.items);
    after = page.next;
  } while (after !== null && items.length < limit);
  return items;
}

/** A place with parameters; those that are null, undefined or empty are left out. */
export function withQuery(place, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? place : place + (place.includes("?") ? "&" : "?") + text;
}
