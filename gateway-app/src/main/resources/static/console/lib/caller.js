// Whose token it is, and what it may be used for.
import { createContext, useContext } from "./ui.js";
import { get } from "./api.js";
import { token } from "./token.js";

export const CallerContext = createContext(null);

/** Asks the gateway whose token this is; refused tokens are errors. */
export function askWho(bearer = token()) {
  return get("/caller", { bearer });
}

/** Tells whether the caller may do something, by the audit log's name for it. */
export function useMay() {
  const caller = useContext(CallerContext);
  return (action) => caller?.actions.includes(action) ?? false;
}
