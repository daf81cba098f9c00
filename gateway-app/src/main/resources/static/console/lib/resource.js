// Something of the API, kept up to date: loaded, loaded again when events say that it changed, and, if
// wanted, every so often.
import { useCallback, useEffect, useRef, useState } from "./ui.js";
import { onEvents } from "./events.js";

/** Events come in bursts; one load answers a burst. */
const BURST = 120;

/**
 * @param load asks the API
 * @param inputs what it depends on
 * @param options topics of events after which to load again; every: milliseconds between loads
 * @returns data (undefined until it is there), error, reload
 */
export function useResource(load, inputs, { topics = [], every = 0 } = {}) {
  const [result, setResult] = useState({});
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const data = await load();
      if (mine === turn.current) setResult({ data });
    } catch (error) {
      if (mine === turn.current) setResult((before) => ({ data: before.data, error }));
    }
  }, inputs);

  useEffect(() => {
    setResult({});
    reload();
    return () => {
      turn.current += 1;
    };
  }, inputs);

  useEffect(() => {
    let timer = 0;
    const end = onEvents(topics, () => {
      clearTimeout(timer);
      timer = setTimeout(reload, BURST);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [reload, topics.join()]);

  useEffect(() => {
    if (!every) return undefined;
    const timer = setInterval(() => document.hidden || reload(), every);
    return () => clearInterval(timer);
  }, [reload, every]);

  return { ...result, reload };
}
